import type { PassResult } from './queue/pass-result.ts';
import { openAppGates } from './reconcile/beside/watch-app-gates.ts';
import { allUsernames } from './reconcile/intake/all-usernames.ts';
import { convergeOnce } from './reconcile/loop/converge-once.ts';
import { type Engine, type EngineDependencies, openEngine } from './reconcile/loop/open-engine.ts';
import { reviewVanished } from './reconcile/retire/vanish-review.ts';

/**
 * Does what a daemon would do now, and ends.
 *
 * @param only these accounts and no others, and no account is retired
 * @returns the exit code: 0 all applied, 1 something is not
 */
export async function once(deps: EngineDependencies, only?: readonly string[]): Promise<number> {
  const { users, journal, log, traffic } = deps;
  const engine = await openEngine(deps);
  const { accounts } = engine;
  await traffic.count(accounts.known());
  const listing = users.list();
  const isListed = listing.state === 'ok';
  if (!isListed) log.error({ listing, folder: users.path }, 'the users folder cannot be read');
  const everyone = allUsernames(listing, accounts.known());
  const results = await convergeOnce(deps, engine, only ?? everyone);
  if (only === undefined) await reviewUntilDecided(deps, engine);
  await openAppGates({
    gates: deps.host.appGates,
    clock: deps.host.clock,
    targets: () => [...accounts.everyone().values()].map((account) => accounts.targetOf(account)),
  });
  const open = [...results].filter(([account, result]) => !isDone(account, result));
  for (const [account, result] of open) {
    const isBusy = result.state === 'busy';
    const why = isBusy ? 'somebody writes its set, or holds the lock' : journal.account(account)?.lastError;
    log.error({ account, result, why }, 'not applied');
  }
  log.info({ applied: results.size - open.length, notApplied: open.length }, 'converged once');
  return open.length === 0 && (isListed || only !== undefined) ? 0 : 1;

  function isDone(account: string, { state }: PassResult): boolean {
    if (state !== 'held') return state === 'applied';
    // Without a folder there is nothing to apply: the account is to be withdrawn, and after that it is purged.
    return !accounts.known().includes(account) || journal.account(account)?.phase === 'retired';
  }
}

/** Waits for accounts whose time of grace is not over. */
async function reviewUntilDecided(deps: EngineDependencies, engine: Engine): Promise<void> {
  const { clock } = deps.host;
  const { retirement, purger } = engine;
  const review = () =>
    reviewVanished({
      ...deps,
      ...engine,
      clock,
      retire: (usernames) => retirement.retire(usernames),
      // All accounts have been looked at.
      lookAgain: () => {},
      purge: (username) => purger.purge(username),
    });
  for (let next = await review(); next !== undefined; next = await review()) {
    await clock.sleep(Math.max(next - clock.monotonic(), 0));
  }
}
