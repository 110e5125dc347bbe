// Runs in a guest kernel that knows quotas: brings the disk quotas of two accounts on a real file system
// through their life, and prints what the controller said and what the kernel let the accounts write.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { Action } from '../../../controllers/controller.ts';
import { diskQuota } from '../../../controllers/disk-quota/controller.ts';
import { createLinuxHost } from '../../../src/host/linux/linux-host.ts';
import type { Target } from '../../../src/model/target.ts';
import { contextOn } from '../../context.ts';
import { sampleAccount } from '../../controllers/sample-account.ts';
import { runCases } from '../../ports/contract/port-case.ts';
import { QUOTA_CASES } from '../../ports/contract/quotas.ts';

const host = createLinuxHost({
  runDir: '/run/jopanel',
  stateDir: '/var/lib/jopanel',
  serviceManager: 'pid-file',
  unitManager: 'pid-file',
});
const owned = new Set<string>();
const context = await contextOn(host, { owns: (item) => owned.has(item) });
const UIDS = { quotaa: 12_031, quotab: 12_032 };
type Name = keyof typeof UIDS;

function target(username: Name, disk_quota_mb: number, lifecycle: Target['lifecycle'] = 'active'): Target {
  const uid = UIDS[username];
  return {
    account: sampleAccount(username, { account: { uid, gid: uid }, limits: { disk_quota_mb } }),
    lifecycle,
  };
}

function run(...argv: string[]): void {
  const [file = '', ...args] = argv;
  execFileSync(file, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function look(targets: readonly Target[]) {
  const plans = [...(await diskQuota.planAll(host, targets, context)).values()];
  return {
    actions: plans.flatMap(({ actions }) => actions),
    steps: plans.flatMap(({ actions }) => actions.map(({ summary }) => summary)),
    unavailable: plans.map(({ unavailable }) => unavailable ?? ''),
  };
}

/** What is done, and what a second look still finds to do. */
async function converge(...targets: Target[]) {
  const { actions, steps, unavailable } = await look(targets);
  for (const [bulk, group] of Map.groupBy(actions, (action) => action.bulk)) {
    await bulk?.applyAll(group, host);
    for (const step of group) note(step);
  }
  return { steps, unavailable, left: (await look(targets)).steps };
}

function note({ owns, releases }: Action): void {
  for (const item of releases) owned.delete(item);
  for (const item of owns) owned.add(item);
}

/** How many KiB of these the account gets to write, into a file that is gone afterwards. */
function canWrite(username: Name, kib: number): number {
  const id = UIDS[username];
  const file = `/home/${username}/file`;
  const writer = [
    'setpriv',
    `--reuid=${id}`,
    `--regid=${id}`,
    '--clear-groups',
    'dd',
    'if=/dev/zero',
    `of=${file}`,
  ];
  const { stderr } = spawnSync('/usr/bin/env', [...writer, 'bs=1K', `count=${kib}`], { encoding: 'utf8' });
  run('rm', file);
  return Number(/^(\d+)\+0 records out/m.exec(stderr)?.[1] ?? -1);
}

function makeHomes(): void {
  for (const [username, uid] of Object.entries(UIDS)) {
    mkdirSync(`/home/${username}`);
    run('chown', String(uid), `/home/${username}`);
  }
}

const limited = () => [target('quotaa', 1), target('quotab', 0)];
const said: Record<string, unknown> = {};

// A home's own folder takes one block of its quota.
run('mkfs.ext4', '-q', '-b', '1024', '/dev/ubda');
run('mount', '/dev/ubda', '/home');
said.withoutQuotas = await converge(...limited());
run('umount', '/home');
run('mount', '-o', 'usrquota', '/dev/ubda', '/home');
run('quotacheck', '-cum', '/home');
said.notSwitchedOn = await converge(...limited());
run('quotaon', '-u', '/home');
// Before either of them owns a single file.
said.limited = await converge(...limited());
makeHomes();
said.limitedWrite = [canWrite('quotaa', 3000), canWrite('quotab', 3000)];
said.again = await converge(...limited());

run('setquota', '-u', String(UIDS.quotaa), '9000', '9000', '70', '80', '/home');
said.drifted = await converge(...limited());
said.driftedWrite = canWrite('quotaa', 3000);
said.fileLimits = (await host.quotas.observe(['/home'])).get('/home');
said.suspended = await converge(target('quotaa', 1, 'suspended'));
said.raised = await converge(target('quotaa', 2), target('quotab', 1));
said.raisedWrite = [canWrite('quotaa', 3000), canWrite('quotab', 3000)];
said.lifted = await converge(target('quotaa', 0), target('quotab', 1, 'purged'));
said.liftedWrite = [canWrite('quotaa', 3000), canWrite('quotab', 3000)];
said.contract = await runCases(QUOTA_CASES, host);
console.log(
  JSON.stringify(said, (_, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value)),
);
