// An account that comes into groups of others, or had them before it was one.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from '../sandbox/forget-accounts.ts';
import { dropAccount, sandbox, startDaemon, stopDaemon, waitApplied } from '../sandbox/harness.ts';
import { phaseOf } from '../sandbox/jopanel.ts';

beforeAll(async () => {
  // No sweep and no resync is to find it.
  const settings = { sweep_seconds: 86_400, resync_minutes: 10_080 };
  await sandbox.writeFile('/etc/jopanel/jopaneld.json', JSON.stringify(settings));
  await dropAccount('groupie');
  await startDaemon();
  await waitApplied('groupie');
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(['groupie', 'adoptee']);
  await sandbox.run(['rm', '/etc/jopanel/jopaneld.json']);
});

async function groupsOf(user: string): Promise<string> {
  return (await sandbox.run(['id', '--groups', '--name', user])).stdout.trim();
}

test('an account that is put into sudo is taken out at once, and what runs with it is ended', async () => {
  const member = ['--uid=groupie', '--property=SupplementaryGroups=sudo'];
  await sandbox.run(['systemd-run', '--quiet', '--unit=groupie-runs', ...member, 'sleep', '900']);
  await sandbox.run(['usermod', '--append', '--groups', 'sudo', 'groupie']);
  await sandbox.waitFor(
    'the account to be out of sudo',
    async () => (await groupsOf('groupie')) === 'groupie',
  );
  await sandbox.waitFor('its process to be ended', async () => {
    const { stdout } = await sandbox.run(['systemctl', 'is-active', 'groupie-runs'], { allowFailure: true });
    return stdout !== 'active\n';
  });
});

test('a user that is in sudo already is not adopted', async () => {
  // Before the set is there, or the daemon could be quick enough to make the user itself.
  await stopDaemon();
  const { account } = await dropAccount('adoptee');
  const ids = ['--uid', String(account.uid), '--user-group', '--home-dir', '/home/adoptee'];
  await sandbox.run(['useradd', ...ids, '--shell', '/bin/bash', '--groups', 'sudo', 'adoptee']);
  await startDaemon();
  await sandbox.waitFor('it to be refused', async () => (await phaseOf('adoptee')) === 'failed');
  expect(await groupsOf('adoptee')).toBe('adoptee sudo');
  expect((await sandbox.run(['ls', '/etc/nginx/jopanel'])).stdout).not.toContain('adoptee');
  await sandbox.run(['gpasswd', '--delete', 'adoptee', 'sudo']);
  await waitApplied('adoptee');
});
