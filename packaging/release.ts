/**
 * `npm run release`: looks at everything that a release needs and changes nothing; it prints the commands that publish.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readChangelog } from './changelog.ts';
import { productVersion } from './product-version.ts';

const root = resolve(import.meta.dirname, '..');
const version = productVersion(root);
const git = (...words: readonly string[]) =>
  execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
const runs = (command: string, ...words: readonly string[]) =>
  spawnSync(command, words, { cwd: root, stdio: 'inherit' }).status === 0;

const CHECKS: readonly (readonly [what: string, holds: () => boolean])[] = [
  ['nothing is left to commit', () => git('status', '--porcelain') === ''],
  ['CHANGELOG.md begins with the version of package.json', () => changelogVersion() === version],
  ['package-lock.json has that version', () => lockedVersion() === version],
  [`there is no tag v${version} yet`, () => git('tag', '--list', `v${version}`) === ''],
  ['checks pass', () => runs('npm', 'run', '--silent', 'check')],
  [
    'unit tests pass, and with them that generated files are up to date',
    () => runs('npm', 'run', '--silent', 'test:unit'),
  ],
  [
    'the packages are built, the same twice, and lintian has no findings',
    () => runs('npm', 'run', '--silent', 'package'),
  ],
];

const failed = CHECKS.filter(([what, holds]) => {
  const good = holds();
  process.stdout.write(`${good ? '✓' : '✗'} ${what}\n`);
  return !good;
});
if (failed.length > 0) {
  process.stdout.write(`\n${failed.length} of ${CHECKS.length} checks failed: nothing is to be released.\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(
    `\nReady. To publish ${version}:\n  git tag --sign v${version} && git push origin v${version}\n`,
  );
  process.stdout.write(`  gh release create v${version} dist/*.deb --notes-from-tag\n`);
}

function changelogVersion(): string | undefined {
  return readChangelog(readFileSync(`${root}/CHANGELOG.md`, 'utf8'))[0]?.version;
}

function lockedVersion(): string {
  const { version: locked }: { version: string } = JSON.parse(
    readFileSync(`${root}/package-lock.json`, 'utf8'),
  );
  return locked;
}
