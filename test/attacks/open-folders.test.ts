// An operator's wrong chmod: what root reads then could be written by every user.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from '../sandbox/forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  journal,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from '../sandbox/harness.ts';
import { jopanel, phaseOf } from '../sandbox/jopanel.ts';

const CONFIG = '/etc/jopanel/jopaneld.json';

beforeAll(async () => {
  await sandbox.run(['useradd', '--system', 'panel']);
  await dropAccount('openann');
  await startDaemon();
  await waitApplied('openann');
});

afterEach(async () => {
  await sandbox.run(['chmod', '0700', '/etc/jopanel']);
  await sandbox.run(['chmod', '0755', '/etc']);
  await sandbox.run(['rm', '--force', '--', CONFIG]);
});

afterAll(async () => {
  await stopDaemon();
  await sandbox.run(['userdel', 'panel']);
  await forgetAccounts(['openann']);
});

async function failToStart(): Promise<string> {
  await stopDaemon();
  const { exitCode } = await sandbox.run(['systemctl', 'start', 'jopaneld'], { allowFailure: true });
  expect(exitCode).not.toBe(0);
  await sandbox.run(['systemctl', 'stop', 'jopaneld']);
  await sandbox.run(['systemctl', 'reset-failed', 'jopaneld'], { allowFailure: true });
  return journal(20);
}

test('a settings file of another owner, or one that others can write, is refused by daemon and commands', async () => {
  await sandbox.writeFile(CONFIG, '{"status_group":"panel"}', { owner: 'panel' });
  expect(await failToStart()).toMatch(/jopaneld.json belongs to uid \d+, not to root: chown root/);
  expect(await jopanel(['user', 'suspend', 'openann'])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining(`chown root ${CONFIG}`),
  });
  await sandbox.writeFile(CONFIG, '{"status_group":"panel"}', { mode: '0666' });
  expect(await failToStart()).toContain(`can be written by others (mode 0666): chmod go-w ${CONFIG}`);
  await sandbox.run(['rm', '--', CONFIG]);
  await startDaemon();
});

test('a folder above the sets and the settings that others can write stops both, and heals by its chmod', async () => {
  await sandbox.run(['chmod', '0777', '/etc/jopanel']);
  const revision = await editAccount('openann', 'domains', (domains) => ({
    ...domains,
    alias_domains: ['open.example.net'],
  }));
  await sandbox.waitFor('the account to be held', async () => (await phaseOf('openann')) === 'held');
  const doctor = await jopanel(['doctor']);
  expect(doctor.exitCode).toBe(1);
  expect(doctor.stdout).toContain('/etc/jopanel can be written by others (mode 0777)');
  expect(doctor.stdout).toContain('chmod go-w /etc/jopanel');
  expect(await failToStart()).toContain('/etc/jopanel can be written by others (mode 0777)');
  await sandbox.run(['chmod', '0700', '/etc/jopanel']);
  await startDaemon();
  await waitApplied('openann', revision);
});

test('the same holds for /etc itself', async () => {
  await sandbox.run(['chmod', '0777', '/etc']);
  expect(await failToStart()).toContain('/etc can be written by others (mode 0777)');
  await sandbox.run(['chmod', '0755', '/etc']);
  await startDaemon();
  expect(await phaseOf('openann')).toBe('applied');
});
