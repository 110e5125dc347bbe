// The migration from V1 is a folder of its own: the product works without it, and only one file loads it.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const PRODUCT = ['src', 'services', 'controllers', 'renderers', 'sandbox', 'bench'];

let place: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'jopanel-without-v1-'));
  for (const name of ['src', 'services', 'controllers', 'renderers', 'packages', 'schemas', 'package.json'])
    cpSync(join(checkout, name), join(place, name), { recursive: true });
  symlinkSync(join(checkout, 'node_modules'), join(place, 'node_modules'));
});

afterAll(() => rmSync(place, { recursive: true }));

function jopanel(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(place, 'src/jopanel.ts'), ...words], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('one file of the product imports the migration', () => {
  const importing = PRODUCT.flatMap((folder) =>
    readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' }).map(
      (name) => `${folder}/${name}`,
    ),
  )
    .filter((file) => file.endsWith('.ts'))
    .filter((file) =>
      /(?:from|import)\s*\(?\s*'[^']*migrate-v1\//.test(readFileSync(join(checkout, file), 'utf8')),
    );
  expect(importing).toEqual(['src/cli/commands/migrate.ts']);
});

test('without the folder, the command says that the migration is not installed', () => {
  expect(jopanel('migrate', 'v1', 'plan')).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'jopanel: the migration from a V1 panel is not part of this installation\n' +
      '  install a release of jopanel that has the folder migrate-v1/\n',
  });
});

test('without the folder, the help and the other commands work', () => {
  expect(jopanel('--help')).toMatchObject({ status: 0 });
  expect(jopanel('migrate', '--help').stdout).toContain('not part of this installation');
  expect(jopanel('schema', 'account.json')).toMatchObject({ status: 0 });
});
