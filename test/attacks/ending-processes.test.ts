// Processes that will not end, hide what they are, and attack the process that ends them.

import { afterAll, beforeAll, expect, test } from 'vitest';
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
import { mostMemoryMiB } from './inside/most-memory.ts';

const INSIDE = '/usr/lib/jopanel/test/attacks/inside';
const WAYS = ['renames', 'has-a-dead-first-thread', 'forks', 'multiplies', 'kills', 'stops', 'traces'];
/** Each takes about a second, in which the processes may end by themselves. */
const ROUNDS = Number(process.env.ATTACK_ROUNDS ?? 2 * WAYS.length);
/** Three hundred take half a minute to fork and to end; the daemon once looked at each descriptor of each. */
const HOLDERS = process.env.JOPANEL_TESTS === undefined ? 60 : 300;
const MARK = '/var/tmp/endless';
let uid = '';

/** Says which user's process it sees in the daemon's control group, for as long as it runs. */
const WATCH_CONTROL_GROUP = `
$| = 1;
my ($group) = grep { -e } map { "/sys/fs/cgroup/$_/system.slice/jopaneld.service/cgroup.procs" } '.', 'unified';
print "looks\n" if defined $group;
while (1) {
  open my $procs, '<', $group or next;
  for my $pid (<$procs>) {
    chomp $pid;
    my $owner = (stat "/proc/$pid")[4];
    print "$pid of uid $owner\n" if $owner;
  }
  select undef, undef, undef, 0.001;
}`;

beforeAll(async () => {
  const set = await dropAccount('endless', {
    ssh: { mode: 'shell', force_command: null, chroot_dir: null },
  });
  uid = String(set.account.uid);
  await dropAccount('endother');
  await startDaemon();
  for (const name of ['endless', 'endother']) await waitApplied(name);
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(['endless', 'endother']);
  await sandbox.run(['rm', '--force', MARK]);
});

/** Outside of the account's slice, where no control group of its own holds it. */
async function start(how: string): Promise<void> {
  await sandbox.run(['rm', '--force', MARK]);
  const properties = ['KillMode=none', 'LimitNOFILE=30000'].map((each) => `--property=${each}`);
  const argv = ['systemd-run', '--quiet', '--collect', '--uid=endless', ...properties];
  await sandbox.run([...argv, 'perl', `${INSIDE}/hold-out.pl`, how, MARK, String(HOLDERS)]);
  // One of them forks its holders with all of its descriptors first, which takes a busy machine half a minute.
  await sandbox.waitFor('it to live', async () => (await written()) > 0, 120_000);
}

async function written(): Promise<number> {
  const { stdout } = await sandbox.run(['stat', '--format=%s', MARK], { allowFailure: true });
  return Number(stdout);
}

/** As procps has it, which shares no code with what is tried. */
async function living(): Promise<string> {
  const argv = ['pgrep', '--runstates', 'R,S,D,T,t,I', '--uid', uid];
  return (await sandbox.run(argv, { allowFailure: true })).stdout;
}

test(
  `${ROUNDS} rounds of processes that hide, fork, signal and trace leave none`,
  async () => {
    const argv = ['node', `${INSIDE}/end-rounds.ts`, uid, String(ROUNDS), ...WAYS];
    const { stdout } = await sandbox.run(argv, { timeoutMs: ROUNDS * 20_000 });
    const { slowestMs, ...result } = JSON.parse(stdout);
    expect(result).toEqual({ rounds: ROUNDS, left: 0, writtenAfter: 0, failures: [] });
    expect(slowestMs).toBeGreaterThan(0);
  },
  ROUNDS * 20_000,
);

/** ATTACK_LIVES=1000 for the whole; the figures are printed with ATTACK_LIVES set. */
const LIVES = Number(process.env.ATTACK_LIVES ?? 3);

test(
  `${LIVES} accounts with such processes are suspended, retired and purged, and another is edited meanwhile`,
  async () => {
    const argv = ['node', `${INSIDE}/life-rounds.ts`, String(LIVES), 'endother', 'endless', ...WAYS];
    const { stdout } = await sandbox.run(argv, { timeoutMs: LIVES * 30_000 });
    const { others, ...result } = JSON.parse(stdout);
    if (process.env.ATTACK_LIVES !== undefined) console.log(stdout);
    expect(result).toEqual({ rounds: LIVES, left: 0, writtenAfter: 0, failures: [] });
    expect(others.slowest).toBeGreaterThan(0);
  },
  LIVES * 30_000,
);

test.each([...WAYS, 'holds', 'notifies'])(
  'an account whose process %s is suspended whole, and another is edited meanwhile',
  async (how) => {
    await start(how);
    await editAccount('endless', 'account', (account) => ({ ...account, status: 'suspended' }));
    await editAccount('endother', 'meta', (meta) => ({ ...meta, notes: how }));
    await waitApplied('endless');
    const before = await written();
    expect(await living()).toBe('');
    await waitApplied('endother');
    expect(await written()).toBe(before);
    await editAccount('endless', 'account', (account) => ({ ...account, status: 'active' }));
    await waitApplied('endless');
  },
);

test('an app that makes its environment gigabytes long is looked at and ended like any other', async () => {
  const root = '/home/endless/huge';
  const app = { name: 'huge', root, start_command: `perl ${INSIDE}/huge-environ.pl 2.5`, env: { A: 'b' } };
  await sandbox.run(['mkdir', '--parents', root], { user: 'endless' });
  const revision = await editAccount('endless', 'services', (services) => ({
    ...services,
    nodejs: { enabled: true, apps: [{ ...app, status: 'running' }] },
  }));
  await waitApplied('endless', revision);
  await sandbox.waitFor('it to be that long', async () => {
    const { exitCode } = await sandbox.run(['test', '-e', `${root}/is-huge`], { allowFailure: true });
    return exitCode === 0;
  });
  const before = await mostMemoryMiB();
  for (const words of [
    ['plan', 'endless'],
    ['apply', 'endless'],
    ['usage', 'endless'],
  ])
    expect((await sandbox.run(['jopanel', ...words])).exitCode).toBe(0);
  await editAccount('endless', 'account', (account) => ({ ...account, status: 'suspended' }));
  await waitApplied('endless');
  expect(await living()).toBe('');
  expect((await mostMemoryMiB()) - before).toBeLessThan(300);
  await editAccount('endless', 'account', (account) => ({ ...account, status: 'active' }));
  await editAccount('endless', 'services', (services) => ({
    ...services,
    nodejs: { enabled: false, apps: [] },
  }));
  await waitApplied('endless');
});

test('a process that traces what it may catches none that ends it, and none of its uid is in the daemon’s control group', async () => {
  await sandbox.run(['rm', '--force', `${MARK}.caught`]);
  const watch = sandbox.spawn(['perl', '-e', WATCH_CONTROL_GROUP]);
  let seen = '';
  watch.stdout.on('data', (chunk) => {
    seen += String(chunk);
  });
  for (let round = 0; round < 3; round += 1) {
    await start('traces');
    await editAccount('endless', 'account', (account) => ({ ...account, status: 'suspended' }));
    await waitApplied('endless');
    await editAccount('endless', 'account', (account) => ({ ...account, status: 'active' }));
    await waitApplied('endless');
  }
  watch.kill();
  await watch.ended;
  const caught = await sandbox.run(['cat', `${MARK}.caught`], { allowFailure: true });
  expect(caught.stdout).toBe('');
  expect(seen).toBe('looks\n');
});

test('no process that ends others can be seen to be one of the account in the daemon’s control group', async () => {
  const { stdout } = await sandbox.run([
    'systemctl',
    'show',
    '--property=NotifyAccess,NRestarts',
    'jopaneld',
  ]);
  expect(stdout.trim().split('\n').sort()).toEqual(['NRestarts=0', 'NotifyAccess=main']);
  expect(await journal()).not.toMatch(/watchdog/i);
});
