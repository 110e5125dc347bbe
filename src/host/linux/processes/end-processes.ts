import { setTimeout as pause } from 'node:timers/promises';
import { errorMessage } from '../../../model/error-message.ts';
import type { Ending, UserIds } from '../../accounts.ts';
import { systemClock } from '../../clock.ts';
import type { Failures } from '../../failures.ts';
import { waitAtMost } from '../../wait-at-most.ts';
import { isCgroupPopulated, killCgroup } from './account-cgroup.ts';
import { askKernel } from './uid-helper.ts';

/** A wave of others waits no longer: long enough for all that end when they are asked, or as soon as they are killed. */
const WAVE_MS = 300;
const EMPTYING_MS = 500;
const STEP_MS = 10;

/** By uid: resolves to why some are left, or to undefined. It never rejects. */
const underWay = new Map<number, Promise<string | undefined>>();
/** By uid: why the last end of its processes left some. */
const gaveUp = new Map<number, string>();

/**
 * Ends the sessions and processes of users: asked first, killed when they do not listen. That no process is left
 * is the kernel's word. Those that do not listen have half a second. What is not over soon goes on beside what the
 * caller does, for seconds more; a second call joins it.
 */
export async function endProcesses(users: readonly UserIds[]): Promise<Ending> {
  const over = begin(users);
  await waitAtMost(systemClock, WAVE_MS, Promise.all(over));
  const open = users.filter(({ uid }) => underWay.has(uid));
  return {
    failures: failuresOf(users),
    stillEnding: new Set(open.filter(({ uid }) => !gaveUp.has(uid)).map(({ name }) => name)),
  };
}

export async function endProcessesWhole(users: readonly UserIds[]): Promise<Failures> {
  await Promise.all(begin(users));
  return failuresOf(users);
}

export function beingEnded(uids: readonly number[]): ReadonlySet<number> {
  return new Set(uids.filter((uid) => underWay.has(uid) && !gaveUp.has(uid)));
}

export function isUnderWay(uid: number): boolean {
  return underWay.has(uid);
}

function failuresOf(users: readonly UserIds[]): Failures {
  return new Map(
    users.flatMap(({ name, uid }) => {
      const why = gaveUp.get(uid);
      if (why === undefined) return [];
      return [[name, `processes of ${name} (uid ${uid}) could not be ended: ${why}`] as const];
    }),
  );
}

/** One end for all of those whose processes are not being ended already. */
function begin(users: readonly UserIds[]): Promise<unknown>[] {
  for (const { name, uid } of users) {
    // Of root's uid, and of a system user's, no process is ever ended.
    if (!Number.isInteger(uid) || uid < 1000)
      throw new TypeError(`${name} has the uid ${uid} of a system user`);
  }
  const uids = users.map(({ uid }) => uid);
  const idle = uids.filter((uid) => !underWay.has(uid));
  const ended =
    idle.length === 0
      ? undefined
      : endAll(idle).catch((error: unknown) => new Map(idle.map((uid) => [uid, errorMessage(error)])));
  for (const uid of idle) {
    const over = ended?.then((left) => {
      const why = left.get(uid);
      if (why === undefined) gaveUp.delete(uid);
      else gaveUp.set(uid, why);
      underWay.delete(uid);
      return why;
    });
    if (over !== undefined) underWay.set(uid, over);
  }
  return uids.flatMap((uid) => underWay.get(uid) ?? []);
}

/** @returns why some are left, by uid */
async function endAll(uids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const left = await end(uids).catch(async () => {
    // No process can be made to end them with: this needs none, and gives back what a fork bomb has taken.
    await Promise.all(uids.map(killCgroup));
    return end(uids).catch((error: unknown) => new Map(uids.map((uid) => [uid, errorMessage(error)])));
  });
  const populated = await stillPopulated(uids);
  return new Map([...[...populated].map((uid) => [uid, 'its control group is not empty'] as const), ...left]);
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
