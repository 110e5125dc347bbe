import { setTimeout as pause } from 'node:timers/promises';
import { errorMessage } from '../../../model/error-message.ts';
import type { UserIds } from '../../accounts.ts';
import { systemClock } from '../../clock.ts';
import type { Failures } from '../../failures.ts';
import { isCgroupPopulated, killCgroup } from './account-cgroup.ts';
import { askKernel } from './uid-helper.ts';

const EMPTYING_MS = 500;
const STEP_MS = 10;

/**
 * Ends the sessions and processes of users: asked first, killed when they do not listen. That no process is left
 * is the kernel's word. It takes half a second where they do not listen, and three at most, however many
 * they are and whatever they do.
 *
 * @returns the users that still have processes then
 */
export async function endProcesses(users: readonly UserIds[]): Promise<Failures> {
  for (const { name, uid } of users) {
    // Of root's uid, and of a system user's, no process is ever ended.
    if (!Number.isInteger(uid) || uid < 1000)
      throw new TypeError(`${name} has the uid ${uid} of a system user`);
  }
  const uids = users.map(({ uid }) => uid);
  const left = await end(uids).catch(async () => {
    // No process can be made to end them with: this needs none, and gives back what a fork bomb has taken.
    await Promise.all(uids.map(killCgroup));
    return end(uids).catch((error: unknown) => new Map(uids.map((uid) => [uid, errorMessage(error)])));
  });
  const populated = await stillPopulated(uids);
  return new Map(
    users.flatMap(({ name, uid }) => {
      const why = left.get(uid) ?? (populated.has(uid) ? 'its control group is not empty' : undefined);
      if (why === undefined) return [];
      return [[name, `processes of ${name} (uid ${uid}) could not be ended: ${why}`] as const];
    }),
  );
}

async function end(uids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const left = await askKernel('end', uids);
  return new Map([...left].map((uid) => [uid, 'the kernel has not ended them yet']));
}

/** What was killed is gone a moment later. */
async function stillPopulated(uids: readonly number[]): Promise<ReadonlySet<number>> {
  const deadline = systemClock.monotonic() + EMPTYING_MS;
  for (;;) {
    const states = await Promise.all(uids.map(async (uid) => ((await isCgroupPopulated(uid)) ? [uid] : [])));
    const populated = states.flat();
    if (populated.length === 0 || systemClock.monotonic() > deadline) return new Set(populated);
    await pause(STEP_MS);
  }
}
