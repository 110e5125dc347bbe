import { setTimeout as pause } from 'node:timers/promises';
import { tryCommand } from './run-command.ts';

const PATIENCE_MS = 5_000;
const STEP_MS = 50;

/**
 * Ends the sessions and processes of a user: asked politely first, killed after
 * half of five seconds. Two rounds of SIGKILL, because a process may fork while
 * the first one runs.
 *
 * @throws when some process is still there after five seconds
 */
export async function endProcesses(user: { name: string; uid: number }): Promise<void> {
  await tryCommand(['loginctl', 'terminate-user', '--', user.name]).catch(() => undefined);
  const uid = String(user.uid);
  for (let waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
    // pkill ends with 1 when nothing matched.
    const signal = waited < PATIENCE_MS / 2 ? 'TERM' : 'KILL';
    if ((await tryCommand(['pkill', `-${signal}`, '--uid', uid])).exitCode === 1) return;
    await pause(STEP_MS);
  }
  throw new Error(`processes of ${user.name} (uid ${uid}) could not be ended`);
}
