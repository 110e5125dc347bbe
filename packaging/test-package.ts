/**
 * `npm run test:package`: builds the packages as they are shipped, and takes them through install, use, upgrade under the
 * edits of 500 accounts, going back, removal and purge, on a throwaway host.
 */

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--configLoader', 'native', '--project', 'package'];

function run(argv: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  const { status } = spawnSync(process.execPath, argv, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(status ?? 1);
}

run(['packaging/package.ts', '--once']);
run(vitest, { JOPANEL_PACKAGES: 'dist', JOPANEL_PACKAGE_ACCOUNTS: '500' });
