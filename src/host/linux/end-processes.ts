import { access } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { UserIds } from '../accounts.ts';
import { tryCommand } from '../commands/run-command.ts';
import type { Failures } from '../failures.ts';
import { runningUids } from './accounts/running-uids.ts';

const POLITE_MS = 2_000;
const PATIENCE_MS = 8_000;
const STEP_MS = 25;

/**
 * Ends the sessions and processes of users: asked first, killed when they do
 * not listen.
 *
 * @returns whose processes are still there after eight seconds
 */
export async function endProcesses(users: readonly UserIds[]): Promise<Failures> {
  for (const { name, uid } of users) {
    // Of root's uid, and of nobody's account, no process is ever ended.
    if (!Number.isInteger(uid) || uid < 1000)
      throw new TypeError(`${name} has the uid ${uid} of a system user`);
  }
  for (const user of users) await endSessions(user);
  const startedAt = performance.now();
  let left = await stillRunning(users);
  await Promise.all(left.map((user) => askToEnd(user)));
  while (left.length > 0) {
    const waited = performance.now() - startedAt;
    if (waited > PATIENCE_MS) break;
    if (waited > POLITE_MS) for (const user of left) await kill(user);
    await pause(STEP_MS);
    left = await stillRunning(left);
  }
  return new Map(left.map(({ name, uid }) => [name, `processes of ${name} (uid ${uid}) could not be ended`]));
}

async function stillRunning(users: readonly UserIds[]): Promise<UserIds[]> {
  const running = await runningUids();
  return users.filter(({ uid }) => running.has(uid));
}

/** logind keeps a file for each user with a session; where systemd does not run there is none. */
async function endSessions({ name, uid }: UserIds): Promise<void> {
  const hasSessions = await access(`/run/systemd/users/${uid}`).then(
    () => true,
    () => false,
  );
  if (hasSessions) await tryCommand(['loginctl', 'terminate-user', '--', name]);
}

async function askToEnd(user: UserIds): Promise<void> {
  // A shell at a terminal ignores TERM and heeds HUP.
  await signalAll(user, 'HUP');
  await signalAll(user, 'TERM');
}

async function kill(user: UserIds): Promise<void> {
  await signalAll(user, 'KILL');
  // As root, in case the user has got hold of the process that was to signal for us.
  await tryCommand(['pkill', '-KILL', '--uid', String(user.uid)]);
}

/**
 * kill(2) with the pid -1, as the user: the kernel signals all that the user
 * may signal in one go, so no fork escapes it and no reused pid is hit.
 */
async function signalAll({ uid, gid }: UserIds, signal: 'HUP' | 'TERM' | 'KILL'): Promise<void> {
  const asUser = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'];
  await tryCommand([...asUser, 'kill', `-${signal}`, '--', '-1']);
}
