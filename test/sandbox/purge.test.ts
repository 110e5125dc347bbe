// An account that is purged while others go on, observed by the tools of the host: only its archive is left.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { RestoredOutput } from '../../src/cli/commands/user/restore.ts';
import { putCrontab } from './cron-run.ts';
import { forgetAccounts } from './forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  readSetFile,
  removeAccount,
  request,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from './harness.ts';
import { jopanel, jopanelJson, phaseOf } from './jopanel.ts';
import { resourceState } from './resource-state.ts';
import { writeAs } from './web.ts';

const USERS = ['purgea', 'purgeb'];
const ARCHIVE = '/var/lib/jopanel/archive';
const PAGE = '/home/purgea/domains/purgea.example/public_html/index.html';
const GO = '/run/archive-may-go-on';
let slice = '';

// Holds up the program that compresses an archive until it may go on.
const SLOW_ZSTD = `#!/bin/sh
tar=$(awk '/^PPid/ { print $2 }' /proc/$PPID/status)
while [ ! -e ${GO} ] && [ -d /proc/$tar ]; do sleep 0.02; done
exec /usr/bin/zstd.real "$@"
`;

beforeAll(async () => {
  const settings = { vanish: { max_accounts: 3, max_percent: 100, purge_after_days: null } };
  await sandbox.writeFile('/etc/jopanel/jopaneld.json', JSON.stringify(settings));
  await sandbox.run(['mv', '/usr/bin/zstd', '/usr/bin/zstd.real']);
  await sandbox.writeFile('/usr/bin/zstd', SLOW_ZSTD, { mode: '0755' });
  const app = { name: 'app', root: '/home/purgea/tmp', start_command: 'sleep infinity', port: 3413, env: {} };
  const { account } = await dropAccount('purgea', {
    services: { nodejs: { enabled: true, apps: [{ ...app, status: 'running' }] } },
  });
  slice = `user-${account.uid}.slice`;
  await dropAccount('purgeb');
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
  await writeAs('purgea', PAGE, 'precious\n');
  await putCrontab('purgea', '@reboot true\n');
  await sandbox.run(['cp', '--archive', '/etc/jopanel/users/purgea', '/etc/jopanel/purgea']);
});

afterAll(async () => {
  await stopDaemon();
  await sandbox.run(['mv', '/usr/bin/zstd.real', '/usr/bin/zstd']);
  await forgetAccounts(USERS);
  await sandbox.run([
    'rm',
    '--recursive',
    '--force',
    '/etc/jopanel/jopaneld.json',
    '/etc/jopanel/purgea',
    GO,
  ]);
});

/** Names in a folder of the host. */
async function names(folder: string): Promise<string[]> {
  const { stdout } = await sandbox.run(['ls', '--almost-all', folder], { allowFailure: true });
  return stdout.split('\n').filter((name) => name !== '');
}

async function retire(): Promise<void> {
  await removeAccount('purgea');
  await jopanel(['retire', '--confirm', 'purgea']);
  expect((await sandbox.run(['getent', 'shadow', 'purgea'])).stdout).toMatch(/^purgea:!/);
}

function purge() {
  return jopanel(['purge', 'purgea', '--confirm', 'purgea']);
}

function archiveBegun(): Promise<unknown> {
  return sandbox.waitFor('the archive to be begun', async () =>
    (await names(ARCHIVE)).some((name) => name.startsWith('.purgea-')),
  );
}

test('a folder that comes back while the home is archived brings the account back whole', async () => {
  await retire();
  const purging = purge();
  await archiveBegun();
  await sandbox.run(['cp', '--archive', '/etc/jopanel/purgea', '/etc/jopanel/users/purgea']);
  const { exitCode, stderr } = await purging;
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('the folder of purgea is back')]);
  // All of it: who takes the folder away in the middle of a pass finds it written to.
  await sandbox.waitFor('the account to be back', async () => (await phaseOf('purgea')) === 'applied');
  expect((await request('purgea.example')).body).toBe('precious\n');
  expect(await names(ARCHIVE)).toEqual([]);
});

test('a daemon that stops while the home is archived ends in time, and leaves it as it was', async () => {
  await retire();
  const purging = purge();
  await archiveBegun();
  await stopDaemon();
  expect(await purging).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('the daemon was stopped'),
  });
  const shown = ['systemctl', 'show', '--property=Result,ExecMainStatus', 'jopaneld'];
  expect((await sandbox.run(shown)).stdout.trim().split('\n').sort()).toEqual([
    'ExecMainStatus=0',
    'Result=success',
  ]);
  expect(await sandbox.readFile(PAGE)).toBe('precious\n');
  expect(await names(ARCHIVE)).toEqual([]);
  await startDaemon();
});

test('others are served while a home is archived, and then nothing is left but the archive', async () => {
  const purging = purge();
  await archiveBegun();
  await editAccount('purgeb', 'domains', (domains) => ({ ...domains, alias_domains: ['late.example'] }));
  await waitApplied('purgeb');
  expect((await request('late.example')).status).not.toBeUndefined();
  expect(await names('/home')).toContain('purgea');
  await sandbox.run(['touch', GO]);
  expect(await purging).toMatchObject({ exitCode: 0 });

  const [archive = '', ...more] = await names(ARCHIVE);
  expect(more).toEqual([]);
  const content = ['tar', '--extract', '--to-stdout', `--file=${ARCHIVE}/${archive}`, '--', PAGE.slice(6)];
  expect((await sandbox.run(content)).stdout).toBe('precious\n');
  for (const database of ['passwd', 'group', 'shadow']) {
    const { exitCode } = await sandbox.run(['getent', database, 'purgea'], { allowFailure: true });
    expect([database, exitCode]).toEqual([database, 2]);
  }
  expect((await request('purgea.example')).body).not.toContain('precious');
  expect((await sandbox.run(['sshd', '-T', '-C', 'user=purgea'])).stdout).not.toContain('jopanel');
  const limits = await sandbox.run(['systemctl', 'show', '--property=MemoryMax', slice]);
  expect(limits.stdout).toBe('MemoryMax=infinity\n');
  const named = await sandbox.run(['find', '/etc', '/home', '/run', '/var', '-name', '*purgea*']);
  // The holder of a lock must find it under the name that the next one looks for.
  const lock = '/run/jopanel/locks/user-purgea.lock';
  expect(named.stdout.trim().split('\n').sort()).toEqual([
    '/etc/jopanel/purgea',
    lock,
    `${ARCHIVE}/${archive}`,
  ]);
  // The copies that the tools keep of what was before are theirs.
  const kept = ['--exclude-dir=jopanel', '--exclude=*-'];
  const left = await sandbox.run(
    ['grep', '--recursive', '--files-with-matches', ...kept, 'purgea', '/etc', '/var/spool', '/run/systemd'],
    { allowFailure: true },
  );
  expect(left.stdout).toBe('');
  const units = ['systemctl', 'list-units', '--all', '--no-legend', 'jopanel-app-purgea-*'];
  expect((await sandbox.run(units)).stdout).toBe('');
  expect(await names('/etc/systemd/system')).not.toContain(`${slice}.d`);
});

test('a purged account comes back from its archive, with a free uid where its own is taken', async () => {
  const before = slice.replace(/\D/g, '');
  await sandbox.run(['useradd', '--uid', before, '--no-create-home', 'purgec']);
  expect((await jopanel(['status', 'purgea'])).stderr).toContain('jopanel user restore purgea');
  const { exitCode, value } = await jopanelJson(['user', 'restore', 'purgea', '--wait']);
  await sandbox.run(['userdel', 'purgec']);
  const { uid } = RestoredOutput.parse(value);
  expect([exitCode, String(uid)]).toEqual([0, expect.not.stringMatching(`^${before}$`)]);
  expect((await request('purgea.example')).body).toBe('precious\n');
  expect((await sandbox.run(['stat', '--format=%u %a', PAGE])).stdout).toBe(`${uid} 644\n`);
  expect(await readSetFile('purgea', 'services')).toMatchObject({ nodejs: { apps: [{ name: 'app' }] } });
  // Its logs are shown again: the links that the archive holds are not taken for a folder of the account's own.
  expect(await resourceState('purgea', 'home')).toMatchObject({ state: 'in_sync' });
  expect((await jopanel(['user', 'restore', 'purgea'])).stderr).toContain('already exists');
});
