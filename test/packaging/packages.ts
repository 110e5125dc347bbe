/** The packages that the tests install: those of this version, and the same of the next. */

import { readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildPackages } from '../../packaging/build.ts';
import { readChangelog } from '../../packaging/changelog.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export const NEXT_VERSION = '99.0.0';

/** `dist/` where `npm run test:package` has built them, else made here. */
export async function packagesOf(version: 'this' | 'next', into: string): Promise<string> {
  const built = process.env.JOPANEL_PACKAGES;
  if (version === 'this' && built !== undefined) return resolve(ROOT, built);
  const releases = readChangelog(readFileSync(`${ROOT}/CHANGELOG.md`, 'utf8'));
  const next = { version: NEXT_VERSION, date: '2026-12-01', changes: ['A version for tests.'] };
  rmSync(into, { recursive: true, force: true });
  await buildPackages({
    root: ROOT,
    releases: version === 'this' ? releases : [next, ...releases],
    into,
    compression: 'none',
  });
  return into;
}
