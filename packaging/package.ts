/**
 * `npm run package`: builds both packages twice, compares them, has lintian look at them and puts them into `dist/`.
 *
 *   package.ts [--once]   without the second build
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Built, buildPackages } from './build.ts';
import { readChangelog } from './changelog.ts';
import { productVersion } from './product-version.ts';

const MOST_BYTES = 30 * 1024 * 1024;

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });
const root = resolve(import.meta.dirname, '..');
const releases = readChangelog(readFileSync(`${root}/CHANGELOG.md`, 'utf8'));
const version = productVersion(root);
if (releases[0]?.version !== version)
  fail(`package.json says ${version}, and CHANGELOG.md begins with ${releases[0]?.version}`);

say(`building jopanel ${version}`);
const built = await buildPackages({ root, releases, into: `${root}/dist`, compression: 'xz' });
if (!values.once) await expectSameAgain(built);
for (const file of built.packages) {
  const bytes = statSync(file).size;
  say(`${basename(file)}  ${(bytes / 1024 / 1024).toFixed(1)} MB  sha256 ${digest(file)}`);
  if (bytes > MOST_BYTES) fail(`${basename(file)} is larger than ${MOST_BYTES} bytes`);
}
say('lintian');
execFileSync('lintian', ['--fail-on=error,warning', '--allow-root', built.changes], {
  stdio: 'inherit',
});
say('no findings but those that debian/*.lintian-overrides explain');

async function expectSameAgain(first: Built): Promise<void> {
  say('building it again, to compare');
  const elsewhere = mkdtempSync(join(tmpdir(), 'jopanel-again-'));
  try {
    const second = await buildPackages({ root, releases, into: elsewhere, compression: 'xz' });
    const [one, other] = [first, second].map(({ packages }) => packages.map(digest).join(' '));
    if (one !== other) fail('the second build differs from the first: they are not reproducible');
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function say(text: string): void {
  process.stdout.write(`package: ${text}\n`);
}

function fail(text: string): never {
  process.stderr.write(`package: ${text}\n`);
  process.exit(1);
}
