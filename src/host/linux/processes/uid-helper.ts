import { tryCommand } from '../../commands/run-command.ts';
import { UID_HELPER_SCRIPT } from '../../proc/uid-helper-script.ts';
import { unifiedCgroups } from './account-cgroup.ts';

/**
 * `look`: which uids have a process; `end`: hang-up and SIGTERM, half a second to heed them, then the end of their slices
 * and SIGKILL until the kernel knows of no process, for two seconds at most.
 */
export type UidTask = 'look' | 'end';

// Perl is Essential on Debian. It can set its effective uid apart from the others and open pidfds; Node cannot.
const PERL = '/usr/bin/perl';
// tgkill(2), which has another number on each architecture; elsewhere threads are looked at by their owner only.
const TGKILL: Readonly<Partial<Record<NodeJS.Architecture, number>>> = { x64: 234, arm64: 131 };
// The helper gives up by itself after three seconds.
const TIMEOUT_MS = 5_000;

let last: Promise<unknown> = Promise.resolve();

/**
 * Asks the kernel about the processes of uids, or has it signal them. One helper runs at a time: while it works
 * its real uid is the same for all, so that one could signal another.
 *
 * @returns those of the uids that have living processes afterwards
 * @throws CommandError when the helper cannot be run, such as when no process can be made
 */
export function askKernel(task: UidTask, uids: readonly number[]): Promise<ReadonlySet<number>> {
  const asked = last.then(() => runHelper(task, uids));
  last = asked.catch(() => undefined);
  return asked;
}

async function runHelper(task: UidTask, uids: readonly number[]): Promise<ReadonlySet<number>> {
  if (uids.length === 0) return new Set();
  const groups = await unifiedCgroups();
  const tgkill = String(TGKILL[process.arch] ?? 0);
  const [aside, slices] = [`${groups}/init.scope/cgroup.procs`, `${groups}/user.slice`];
  const argv = [PERL, '-e', UID_HELPER_SCRIPT, task, tgkill, aside, slices];
  const { exitCode, stdout, stderr } = await tryCommand(argv, {
    input: uids.join('\n'),
    timeoutMs: TIMEOUT_MS,
    name: ['perl', task, 'processes'],
  });
  if (exitCode !== 0) throw new Error(`processes could not be looked at: ${stderr.trim()}`);
  return new Set(stdout.split(' ').filter(Boolean).map(Number));
}
