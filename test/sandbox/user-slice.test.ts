// The limits of an account's slice, as systemd itself shows them.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, runDaemon, sandbox } from './harness.ts';
import { resourceState } from './resource-state.ts';

const USERS = ['slicea', 'sliceb', 'slicec'];
let slice = '';
let dropIn = '';

beforeAll(async () => {
  const set = await dropAccount('slicea', limits(200, 256, 7));
  await dropAccount('sliceb');
  slice = `user-${set.account.uid}.slice`;
  dropIn = `/etc/systemd/system/${slice}.d/50-jopanel.conf`;
  await converge();
});

afterAll(() => forgetAccounts(USERS));

function limits(cpu_limit_percent: number, memory_limit_mb: number, io_limit_mb_s: number) {
  return { limits: { cpu_limit_percent, memory_limit_mb, io_limit_mb_s } };
}

async function converge(): Promise<void> {
  const { exitCode, stdout, stderr } = await runDaemon('--once');
  if (exitCode !== 0) throw new Error(stdout + stderr);
}

async function shown(): Promise<string[]> {
  const properties =
    'CPUQuotaPerSecUSec,MemoryMax,MemorySwapMax,TasksMax,IOReadBandwidthMax,IOWriteBandwidthMax,NeedDaemonReload';
  const { stdout } = await sandbox.run(['systemctl', 'show', `--property=${properties}`, slice]);
  return stdout
    .trim()
    .split('\n')
    .filter((line) => !line.endsWith('='))
    .sort();
}

function asSystemdSays(cpu: string, memory: string, io: string, tasks = '1000'): string[] {
  return [
    `CPUQuotaPerSecUSec=${cpu}`,
    `IOReadBandwidthMax=${io}`,
    `IOWriteBandwidthMax=${io}`,
    `MemoryMax=${memory}`,
    `MemorySwapMax=${memory === 'infinity' ? memory : '0'}`,
    'NeedDaemonReload=no',
    `TasksMax=${tasks}`,
  ];
}

const AT_FIRST = asSystemdSays('2s', String(256 * 1024 * 1024), '/home/slicea 7000000');

test('systemd has the limits of the set', async () => {
  expect(await shown()).toEqual(AT_FIRST);
});

test('a login of the account is in the slice that they are for', async () => {
  const session = ['systemd-run', '--quiet', '--pipe', '--wait', '--property=PAMName=login', '--uid=slicea'];
  const { stdout } = await sandbox.run([...session, 'cat', '/proc/self/cgroup']);
  expect(stdout).toContain(`/user.slice/${slice}/session-`);
});

test('changed limits are in force at once, and 0 lifts a limit', async () => {
  const changed = { cpu_limit_percent: 33, memory_limit_mb: 0, max_processes: 40 };
  await editAccount('slicea', 'limits', (file) => ({ ...file, ...changed }));
  await converge();
  const expected = asSystemdSays('330ms', 'infinity', '/home/slicea 7000000', '40');
  expect(await shown()).toEqual(expected);
});

test('what was changed by hand is corrected, also when systemd has not read it yet', async () => {
  const back = { ...limits(200, 256, 7).limits, max_processes: 1000 };
  await editAccount('slicea', 'limits', (file) => ({ ...file, ...back }));
  await converge();
  const text = await sandbox.readFile(dropIn);
  await sandbox.run(['sed', '--in-place', 's/^MemoryMax=.*/MemoryMax=9G/', dropIn]);
  await converge();
  expect(await shown()).toEqual(AT_FIRST);
  // As after a crash between the write of a file and systemd's reading it.
  await sandbox.run(['rm', dropIn]);
  await sandbox.run(['systemctl', 'daemon-reload']);
  await sandbox.run(['systemd-run', '--quiet', `--slice=${slice}`, '--unit=holds-it', 'sleep', 'infinity']);
  await sandbox.writeFile(dropIn, text);
  expect(await shown()).toContain('NeedDaemonReload=yes');
  await converge();
  expect(await shown()).toEqual(AT_FIRST);
  await sandbox.run(['systemctl', 'stop', 'holds-it']);
});

test('systemd reads its files once for all accounts of a wave, and not at all when nothing changed', async () => {
  const reloads = async () => {
    // What systemd has said may still be on its way to the journal.
    await sandbox.run(['journalctl', '--sync']);
    const { stdout } = await sandbox.run([
      'journalctl',
      '--boot',
      '--quiet',
      '--output=cat',
      '_PID=1',
      '--grep=^Reloading',
    ]);
    return stdout.split('\n').filter((line) => line.startsWith('Reloading')).length;
  };
  for (const username of ['slicea', 'sliceb']) {
    await editAccount(username, 'limits', (file) => ({ ...file, cpu_limit_percent: 77 }));
  }
  const before = await reloads();
  await converge();
  expect((await reloads()) - before).toBe(1);
  await converge();
  expect((await reloads()) - before).toBe(1);
});

test('an account that may use everything has no limits', async () => {
  const unlimited = { ...limits(0, 0, 0).limits, max_processes: 0 };
  await editAccount('slicea', 'limits', (file) => ({ ...file, ...unlimited }));
  await converge();
  expect(await shown()).toEqual(
    asSystemdSays('infinity', 'infinity', '', 'infinity').filter((line) => !line.endsWith('=')),
  );
});

test("a drop-in that jopanel did not make is the operator's", async () => {
  const { account } = await dropAccount('slicec', limits(200, 256, 7));
  const theirs = `/etc/systemd/system/user-${account.uid}.slice.d/50-jopanel.conf`;
  await sandbox.writeFile(theirs, '[Slice]\nMemoryMax=1G\n');
  expect((await runDaemon('--once')).exitCode).toBe(1);
  expect(await sandbox.readFile(theirs)).toBe('[Slice]\nMemoryMax=1G\n');
  expect((await resourceState('slicec', 'user-slice')).message).toContain('was not made by jopanel');
  await sandbox.run(['rm', theirs]);
  await converge();
});

test('what the kernel cannot limit is reported on the resource', async () => {
  // Whether this machine hands its controllers to a host that it boots depends on its own kernel command line.
  const probe =
    'cat /sys/fs/cgroup/cgroup.controllers 2>/dev/null || { test -w /sys/fs/cgroup/memory/cgroup.procs && echo memory; }';
  const { stdout } = await sandbox.run(['bash', '-c', probe], { allowFailure: true });
  const { state, message } = await resourceState('slicec', 'user-slice');
  if (stdout.includes('memory')) expect(state).toBe('in_sync');
  else
    expect({ state, message }).toMatchObject({
      state: 'unavailable',
      message: expect.stringContaining('memory'),
    });
});
