// What a reload of the settings changes on a running daemon, and what it does not.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../sandbox/wait-for.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, journal, runDaemon, sandbox, startDaemon, stopDaemon, waitApplied } from './harness.ts';
import { jopanel, phaseOf } from './jopanel.ts';

const CONFIG = '/etc/jopanel/jopaneld.json';
const SOCKET = '/run/jopanel/status.sock';
const ELSEWHERE = '/run/jopanel-elsewhere';

beforeAll(async () => {
  await sandbox.run(['groupadd', '--system', 'jopanel']);
  await dropAccount('settann');
  await startDaemon();
  await waitApplied('settann');
});

afterAll(async () => {
  await sandbox.run(['systemctl', 'stop', 'jopaneld.socket']);
  await stopDaemon();
  await sandbox.run(['groupdel', 'jopanel']);
  await sandbox.run(['rm', '--recursive', '--force', '--', CONFIG, ELSEWHERE, '/srv/settings']);
  await forgetAccounts(['settann', 'settbob']);
});

async function reloadWith(settings: object): Promise<void> {
  await sandbox.writeFile(CONFIG, JSON.stringify(settings));
  const before = await reloads();
  await sandbox.run(['systemctl', 'reload', 'jopaneld']);
  await waitFor('the settings to be read', async () => (await reloads()) > before);
}

async function reloads(): Promise<number> {
  return (await journal(1000)).split('\n').filter((line) => /settings re(loaded|fused)/.test(line)).length;
}

async function ownerOf(path: string): Promise<string> {
  return (await sandbox.run(['stat', '--format=%A %U:%G', '--', path])).stdout.trim();
}

test('the socket is let to another group, also one that systemd made', async () => {
  await reloadWith({ status_group: 'games' });
  await waitFor('the group', async () => (await ownerOf(SOCKET)) === 'srw-rw---- root:games');
  await stopDaemon();
  await sandbox.run(['systemctl', 'start', 'jopaneld.socket']);
  await startDaemon();
  expect(await ownerOf(SOCKET)).toBe('srw-rw---- root:games');
  expect(await phaseOf('settann')).toBe('applied');
  await stopDaemon();
  await sandbox.run(['systemctl', 'stop', 'jopaneld.socket']);
  await startDaemon();
});

test('settings that are refused leave the old ones in force', async () => {
  await reloadWith({ statusgroup: 'root' });
  expect(await journal(20)).toContain('did you mean status_group?');
  await reloadWith({ run_dir: '/etc/hostname/run' });
  expect(await journal(20)).toContain('use a folder that can be made');
  expect(await ownerOf(SOCKET)).toBe('srw-rw---- root:games');
});

test('the sockets and the lock move to another folder, and no second daemon acts', async () => {
  await reloadWith({ run_dir: ELSEWHERE });
  await waitFor('the socket', async () => (await jopanel(['status'])).exitCode === 0);
  expect(await phaseOf('settann')).toBe('applied');
  const second = await runDaemon('--once');
  expect(second.exitCode).toBe(1);
  expect(second.stdout).toContain('runs already');
  await reloadWith({});
  await waitFor('the socket', async () => (await jopanel(['status'])).exitCode === 0);
});

test('a new account has its home where the settings put homes', async () => {
  await sandbox.run(['install', '--directory', '/srv/settings/homes']);
  await reloadWith({ home_bases: ['/srv/settings/homes', '/home'] });
  const made = await jopanel(['user', 'create', 'settbob', '--domain', 'settbob.example', '--wait']);
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await ownerOf('/srv/settings/homes/settbob')).toBe('drwxr-x--- root:settbob');
});
