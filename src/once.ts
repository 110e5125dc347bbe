import { allUsernames } from './reconcile/loop/all-usernames.ts';
import { convergeOnce } from './reconcile/loop/converge-once.ts';
import { Converger, type ConvergerDependencies } from './reconcile/loop/converger.ts';
import type { PassResult } from './reconcile/record/recorder.ts';
import { reviewVanished } from './reconcile/retire/vanish-review.ts';

/**
 * Does all that a daemon would do now, and ends.
 *
 * @param only these accounts and no others, and nobody is retired
 * @returns the exit code: 0 all applied, 1 something is not
 */
export async function once(deps: ConvergerDependencies, only?: readonly string[]): Promise<number> {
  const { users, journal, log, traffic } = deps;
  const converger = await Converger.open(deps);
  await traffic.count(converger.inForce.known());
  const listing = users.list();
  const isListed = listing.state === 'ok';
  if (!isListed) log.error({ listing, folder: users.path }, 'the users folder cannot be read');
  const everyone = allUsernames(listing, converger.inForce.known());
  const results = await convergeOnce(deps, converger, only ?? everyone);
  if (only === undefined) await retireVanished(deps, converger);
  const open = [...results].filter(([account, result]) => !isDone(account, result));
  for (const [account, result] of open) {
    const isBusy = typeof result === 'object' && 'busyMs' in result;
    const why = isBusy ? 'somebody writes its set, or holds the lock' : journal.account(account)?.lastError;
    log.error({ account, result, why }, 'not applied');
  }
  log.info({ applied: results.size - open.length, notApplied: open.length }, 'converged once');
  return open.length === 0 && (isListed || only !== undefined) ? 0 : 1;

  function isDone(account: string, result: PassResult): boolean {
    if (result !== 'held') return result === 'applied';
    // Without a folder there is nothing to apply: it is to be withdrawn, and once that is over it is purged.
    return !converger.inForce.known().includes(account) || journal.account(account)?.phase === 'retired';
  }
}

/** Those whose time of grace is not over are waited for. */
async function retireVanished(deps: ConvergerDependencies, converger: Converger): Promise<void> {
  const { clock } = deps.host;
  const purge = (username: string) => converger.purge(username);
  const review = () => reviewVanished({ ...deps, clock, purge }, converger);
  for (let next = await review(); next !== undefined; next = await review()) {
    await clock.sleep(Math.max(next - clock.monotonic(), 0));
  }
}
