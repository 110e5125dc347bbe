// Hints get lost: in the watcher, in the kernel, or because the folder became another one. The accounts converge.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  readSetFile,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from './harness.ts';

const USERS = ['watcha', 'watchb'];
const FOLDER = '/etc/jopanel/users';

beforeAll(async () => {
  await sandbox.writeFile('/etc/jopanel/jopaneld.json', JSON.stringify({ sweep_seconds: 2 }));
  for (const username of USERS) await dropAccount(username);
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(USERS);
  await sandbox.run(['rm', '--force', '/etc/jopanel/jopaneld.json']);
});

/** Runs a script inside with the file as its first argument; far quicker than one command a write. */
async function runInside(script: string, ...args: string[]): Promise<void> {
  await sandbox.run(['node', '--input-type=module', '--eval', script, '--', ...args]);
}

test('a second write shortly after the first is not missed', async () => {
  const file = `${FOLDER}/watcha/limits.json`;
  const writeTwice = `
    import { readFileSync, writeFileSync } from 'node:fs';
    const [file, gap, value] = process.argv.slice(-3);
    const limits = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...limits, max_databases: 1 }));
    const end = performance.now() + Number(gap);
    while (performance.now() < end);
    writeFileSync(file, JSON.stringify({ ...limits, max_databases: Number(value) }));`;
  for (const gap of [0, 5, 10, 20, 40, 60, 90]) {
    await runInside(writeTwice, file, String(gap), String(100 + gap));
    await waitApplied('watcha');
    expect(await readSetFile('watcha', 'limits')).toMatchObject({ max_databases: 100 + gap });
  }
});

test('an edit that comes after the kernel has dropped events is found by a sweep', async () => {
  const pid = (
    await sandbox.run(['systemctl', 'show', '--property=MainPID', '--value', 'jopaneld'])
  ).stdout.trim();
  await sandbox.run(['kill', '-STOP', pid]);
  try {
    // More events than fs.inotify.max_queued_events holds; the edit that counts comes last and is dropped.
    await runInside(`
      import { readFileSync, writeFileSync } from 'node:fs';
      const most = Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'));
      for (let written = 0; written <= most; written++) writeFileSync('${FOLDER}/watcha/x' + (written % 100), '');`);
    await editAccount('watchb', 'account', (account) => ({ ...account, shell: '/bin/sh' }));
  } finally {
    await sandbox.run(['kill', '-CONT', pid]);
  }
  await waitApplied('watchb');
  expect((await sandbox.run(['getent', 'passwd', 'watchb'])).stdout).toContain(':/bin/sh');
});

test('a users folder that was replaced by another is watched from then on', async () => {
  await sandbox.run(['cp', '--archive', FOLDER, '/etc/jopanel/fresh']);
  await sandbox.run(['mv', FOLDER, '/etc/jopanel/stale']);
  await sandbox.run(['mv', '/etc/jopanel/fresh', FOLDER]);
  await sandbox.run(['rm', '--recursive', '/etc/jopanel/stale']);
  for (const shell of ['/bin/bash', '/bin/sh', '/bin/bash']) {
    await editAccount('watchb', 'account', (account) => ({ ...account, shell }));
    await waitApplied('watchb');
    expect((await sandbox.run(['getent', 'passwd', 'watchb'])).stdout).toContain(`:${shell}`);
  }
});
