import type { PassResult } from '../record/recorder.ts';
import type { Converger, ConvergerDependencies } from './converger.ts';

/**
 * One pass over everyone, and further ones over those whose sets are being
 * written at this moment, until they are still or have been waited for long
 * enough.
 *
 * @returns how it ended for each account
 */
export async function convergeOnce(
  { host: { clock }, settings }: ConvergerDependencies,
  converger: Converger,
  usernames: readonly string[],
): Promise<ReadonlyMap<string, PassResult>> {
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
