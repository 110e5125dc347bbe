// What a release says of itself in several places is the same everywhere.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readChangelog } from '../../packaging/changelog.ts';
import { debianCopyright } from '../../packaging/copyright.ts';
import { productVersion } from '../../packaging/product-version.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test('the changelog begins with the version of package.json', () => {
  expect(readChangelog(readFileSync(`${ROOT}/CHANGELOG.md`, 'utf8'))[0]?.version).toBe(productVersion(ROOT));
});

test('the licence of a package is in debian/copyright word for word, with its version', () => {
  const text = debianCopyright({
    root: ROOT,
    packages: ['node_modules/zod'],
    nodeLicense: `${ROOT}/LICENSE`,
  });
  const { version } = JSON.parse(readFileSync(`${ROOT}/node_modules/zod/package.json`, 'utf8'));
  expect(text).toContain(
    `Files: node_modules/zod/*\nCopyright: Copyright (c) 2025 Colin McDonnell\nLicense: zod-${version}\n`,
  );
  const licence = readFileSync(`${ROOT}/node_modules/zod/LICENSE`, 'utf8').trim();
  for (const line of licence.split('\n').filter((line) => line.trim() !== ''))
    expect(text).toContain(`\n  ${line}\n`);
});

test('a package without a licence is not shipped', () => {
  expect(() =>
    debianCopyright({ root: ROOT, packages: ['fixtures/unlicensed'], nodeLicense: `${ROOT}/LICENSE` }),
  ).toThrow('fixtures/unlicensed');
});
