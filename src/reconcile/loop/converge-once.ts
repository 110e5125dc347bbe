import type { PassResult, PassResults } from '../../queue/pass-result.ts';
import type { Engine, EngineDependencies } from './open-engine.ts';

/** One round of the after phase is enough for most accounts; more are only for an account that asks for more each time. */
const AFTER_ROUNDS = 5;

type Clocked = Pick<EngineDependencies, 'host' | 'settings'>;

/** Brings these accounts to their sets as a start of the daemon does, with what is to be done after publishing. */
export async function convergeOnce(
  dependencies: Clocked,
  { converger, after }: Pick<Engine, 'converger' | 'after'>,
  usernames: readonly string[],
): Promise<PassResults> {
  const results = await passUntilUnchanged(dependencies, converger, usernames);
  for (let round = 0; round < AFTER_ROUNDS; round += 1) {
    await after.idle();
    const changed = after.take();
    if (changed.length === 0) break;
    // The first pass may have written into their sets a moment ago.
    const report = await converger.pass(changed, { trigger: 'resync', overdue: new Set(changed) });
    for (const [username, result] of report.results) results.set(username, result);
  }
  return results;
}

/** Passes accounts whose sets are being written, or whose processes are being ended, again until that is over or overdue. */
async function passUntilUnchanged(
  { host: { clock }, settings }: Clocked,
  converger: Engine['converger'],
  usernames: readonly string[],
): Promise<Map<string, PassResult>> {
  const results = new Map<string, PassResult>();
  const deadline = clock.monotonic() + settings.max_wait_ms;
  let pending = usernames;
  for (;;) {
    const isLate = clock.monotonic() > deadline;
    const overdue = new Set(isLate ? pending : []);
    const report = await converger.pass(pending, { trigger: 'start', overdue });
    const waitsMs: number[] = [];
    let isUnderWay = false;
    pending = [...report.results].flatMap(([username, result]) => {
      results.set(username, result);
      if (!('retryAfterMs' in result) || result.retryAfterMs === undefined) return [];
      waitsMs.push(result.retryAfterMs);
      // This is over in some seconds, whatever comes of it.
      if (result.state === 'failed') isUnderWay = true;
      return [username];
    });
    if (pending.length === 0 || (isLate && !isUnderWay)) return results;
    await clock.sleep(Math.max(...waitsMs));
  }
}
