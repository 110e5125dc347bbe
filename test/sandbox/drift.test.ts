// What another hand changes on the host: corrected, or only reported, and contested after three corrections.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, request, runDaemon, sandbox } from './harness.ts';

const USERS = ['drifta', 'driftb'];
const VHOST = '/etc/nginx/jopanel/drifta.conf';
const SETTINGS = '/etc/jopanel/jopaneld.json';

beforeAll(async () => {
  for (const username of USERS) await dropAccount(username);
  expect((await runDaemon('--once')).exitCode).toBe(0);
});

afterAll(async () => {
  await forgetAccounts(USERS);
  await sandbox.run(['rm', '--force', SETTINGS]);
});

async function tamper(): Promise<void> {
  await sandbox.run(['sed', '--in-place', 's/return 404/return 418/', VHOST]);
}

async function isTampered(): Promise<boolean> {
  return (await sandbox.readFile(VHOST)).includes('return 418');
}

test('a changed file is corrected, and the log shows what was expected and what was found', async () => {
  await tamper();
  await sandbox.run(['nginx', '-s', 'reload']);
  await sandbox.waitFor(
    'nginx to have taken the tampered file',
    async () => (await request('drifta.example', '/.env')).status === 418,
  );
  const { exitCode, stdout } = await runDaemon('--once');
  expect(exitCode).toBe(0);
  expect(await isTampered()).toBe(false);
  expect((await request('drifta.example', '/.env')).status).toBe(404);
  const line = stdout.split('\n').find((each) => each.includes('changed by another hand')) ?? '';
  expect(line).toContain(VHOST);
  expect(line).toContain('return 418');
});

test('a changed set is no drift', async () => {
  await editAccount('drifta', 'account', (account) => ({ ...account, shell: '/bin/sh' }));
  const { exitCode, stdout } = await runDaemon('--once');
  expect(exitCode).toBe(0);
  expect(stdout).not.toContain('another hand');
});

test('with drift set to report, the host is left as it is and the status says so', async () => {
  await sandbox.writeFile(SETTINGS, JSON.stringify({ drift: 'report' }));
  await tamper();
  await runDaemon('--once');
  expect(await isTampered()).toBe(true);
  await sandbox.run(['rm', SETTINGS]);
  expect((await runDaemon('--once')).exitCode).toBe(0);
  expect(await isTampered()).toBe(false);
});

test('after three corrections in ten minutes it is a contest: left alone until the set changes', async () => {
  // The first correction of this file was the first test's, the second the last one's.
  await tamper();
  await runDaemon('--once');
  expect(await isTampered()).toBe(false);
  await tamper();
  await runDaemon('--once');
  expect(await isTampered()).toBe(true);
  await editAccount('driftb', 'account', (account) => ({ ...account, shell: '/bin/sh' }));
  await runDaemon('--once');
  expect((await sandbox.run(['getent', 'passwd', 'driftb'])).stdout).toContain(':/bin/sh');
  expect(await isTampered()).toBe(true);
  await editAccount('drifta', 'account', (account) => ({ ...account, package: 'other' }));
  expect((await runDaemon('--once')).exitCode).toBe(0);
  expect(await isTampered()).toBe(false);
});
