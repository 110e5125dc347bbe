// An account that comes into groups of others, or had them before it was one.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from '../sandbox/forget-accounts.ts';
import { dropAccount, sandbox, startDaemon, stopDaemon, waitApplied } from '../sandbox/harness.ts';
import { phaseOf } from '../sandbox/jopanel.ts';

beforeAll(async () => {
  await dropAccount('groupie');
  await startDaemon();
  await waitApplied('groupie');
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(['groupie', 'adoptee']);
});

async function groupsOf(user: string): Promise<string> {
  return (await sandbox.run(['id', '--groups', '--name', user])).stdout.trim();
}

test('an account that is put into sudo is taken out at once, and what runs with it is ended', async () => {
  const { stdout: before } = await sandbox.run(['date', '+%s']);
  await sandbox.run(['usermod', '--append', '--groups', 'sudo', 'groupie']);
  const pid = (
    await sandbox.run([
      'bash',
      '-c',
      'setpriv --reuid=groupie --regid=groupie --init-groups sleep 900 & echo $!',
    ])
  ).stdout.trim();
  await sandbox.waitFor(
    'the account to be out of sudo',
    async () => (await groupsOf('groupie')) === 'groupie',
  );
  await sandbox.waitFor('its process to be ended', async () => {
    const { exitCode } = await sandbox.run(['kill', '-0', pid], { allowFailure: true });
    return exitCode !== 0;
  });
  // Long before the next sweep, which would be after half a minute.
  const { stdout: after } = await sandbox.run(['date', '+%s']);
  expect(Number(after) - Number(before)).toBeLessThan(20);
});

test('a user that is in sudo already is not adopted', async () => {
  const { account } = await dropAccount('adoptee');
  const ids = ['--uid', String(account.uid), '--user-group', '--home-dir', '/home/adoptee'];
  await sandbox.run(['systemctl', 'stop', 'jopaneld']);
  await sandbox.run(['userdel', 'adoptee'], { allowFailure: true });
  await sandbox.run(['useradd', ...ids, '--shell', '/bin/bash', '--groups', 'sudo', 'adoptee']);
  await startDaemon();
  await sandbox.waitFor('it to be refused', async () => (await phaseOf('adoptee')) === 'failed');
  expect(await groupsOf('adoptee')).toBe('adoptee sudo');
  const { stdout } = await sandbox.run(['grep', '--count', 'adoptee', '/etc/nginx/jopanel/', '-r'], {
    allowFailure: true,
  });
  expect(stdout).toBe('');
  await sandbox.run(['gpasswd', '--delete', 'adoptee', 'sudo']);
  await waitApplied('adoptee');
});
