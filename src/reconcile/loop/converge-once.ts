import type { PassResult } from '../record/recorder.ts';
import type { Converger, ConvergerDependencies } from './converger.ts';

/** One round is enough for most; more only for what asks for something new each time. */
const AFTER_ROUNDS = 5;

/**
 * One pass over everyone, then what is to be done after publishing, and a pass
 * over the accounts that this changed.
 *
 * @returns how it ended for each account
 */
export async function convergeOnce(
  deps: ConvergerDependencies,
  converger: Converger,
  usernames: readonly string[],
): Promise<ReadonlyMap<string, PassResult>> {
  const results = await passUntilStill(deps, converger, usernames);
  const { after } = converger;
  for (let round = 0; round < AFTER_ROUNDS; round += 1) {
    await after.idle();
    const changed = after.take();
    if (changed.length === 0) break;
    const passed = await converger.pass(changed, { trigger: 'resync' });
    for (const [username, result] of passed) results.set(username, result);
  }
  return results;
}

/**
 * One pass over everyone, and further ones over those whose sets are being
 * written at this moment, until they are still or have been waited for long
 * enough.
 */
async function passUntilStill(
  { host: { clock }, settings }: ConvergerDependencies,
  converger: Converger,
  usernames: readonly string[],
): Promise<Map<string, PassResult>> {
  const results = new Map<string, PassResult>();
  const deadline = clock.monotonic() + settings.max_wait_ms;
  let open = usernames;
  for (
    let impatient = new Set<string>();
    ;
    impatient = clock.monotonic() > deadline ? new Set(open) : impatient
  ) {
    for (const [username, result] of await converger.pass(open, { trigger: 'start', impatient })) {
      results.set(username, result);
    }
    const waits = open.flatMap((username) => {
      const result = results.get(username);
      return typeof result === 'object' && 'busyMs' in result ? [{ username, ms: result.busyMs }] : [];
    });
    if (waits.length === 0 || impatient.size > 0) return results;
    open = waits.map(({ username }) => username);
    await clock.sleep(Math.max(...waits.map(({ ms }) => ms)));
  }
}
