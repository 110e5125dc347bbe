import PQueue from 'p-queue';
import { tryCommand } from '../../commands/run-command.ts';
import { UID_HELPER_SCRIPT } from '../../proc/uid-helper-script.ts';
import { unifiedCgroups } from './account-cgroup.ts';

/**
 * `look`: which uids have a process; `end`: hang-up and SIGTERM, half a second to heed them, then the end of their slices
 * and SIGKILL until the kernel knows of no process, for four seconds at most.
 */
type UidTask = 'look' | 'end';

// Perl is Essential on Debian. It can set its effective uid apart from the others and open pidfds; Node cannot.
const PERL = '/usr/bin/perl';
// tgkill(2), which has another number on each architecture; elsewhere threads are looked at by their owner only.
const TGKILL: Readonly<Partial<Record<NodeJS.Architecture, number>>> = { x64: 234, arm64: 131 };
// The helper gives up by itself after five seconds.
const TIMEOUT_MS = 7_000;
/**
 * While a helper works its real uid is one that no process has, and no other helper: so that one cannot signal another.
 * Looks take turns in the first slot, so that none waits for an end.
 */
const LOOKING = 0;
const ENDING_SLOTS = [1, 2, 3, 4, 5, 6, 7, 8];
const looks = new PQueue({ concurrency: 1 });
const ends = new PQueue({ concurrency: ENDING_SLOTS.length });
const freeSlots = [...ENDING_SLOTS];

/**
 * Asks the kernel about the processes of uids, or has it signal them.
 *
 * @returns those of the uids that have living processes afterwards
 * @throws CommandError when the helper cannot be run, such as when no process can be made
 */
export function askKernel(task: UidTask, uids: readonly number[]): Promise<ReadonlySet<number>> {
  if (uids.length === 0) return Promise.resolve(new Set());
  if (task === 'look') return looks.add(() => runHelper(task, LOOKING, uids));
  return ends.add(async () => {
    const slot = freeSlots.pop();
    if (slot === undefined) throw new Error('more helpers end processes than there are slots');
    try {
      return await runHelper(task, slot, uids);
    } finally {
      freeSlots.push(slot);
    }
  });
}

async function runHelper(task: UidTask, slot: number, uids: readonly number[]): Promise<ReadonlySet<number>> {
  const groups = await unifiedCgroups();
  const tgkill = String(TGKILL[process.arch] ?? 0);
  const [aside, slices] = [`${groups}/init.scope/cgroup.procs`, `${groups}/user.slice`];
  const argv = [PERL, '-e', UID_HELPER_SCRIPT, task, String(slot), tgkill, aside, slices];
  const { exitCode, stdout, stderr } = await tryCommand(argv, {
    input: uids.join('\n'),
    timeoutMs: TIMEOUT_MS,
    name: ['perl', task, 'processes'],
  });
  if (exitCode !== 0) throw new Error(`processes could not be looked at: ${stderr.trim()}`);
  return new Set(stdout.split(' ').filter(Boolean).map(Number));
}
