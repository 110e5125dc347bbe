import type { FileChange } from '../../src/host/root-files.ts';
import { bulkAction } from '../bulk.ts';
import { sharedPoolRemovals } from './shared-fpm.ts';

/** Publishes orders and has the activator take them up. Without a change, it takes up what lies there. */
export const publishOrder = bulkAction<readonly FileChange[]>('php-fpm-pool', async (changes, host) => {
  const all = [...changes.values()].flat();
  if (all.length > 0) await host.files.put(all);
  const usernames = [...changes.keys()];
  await host.php.takeUp(usernames);
  // nginx goes live with the socket of the pool next, so the pool has to be there by then.
  const pools = await host.php.pools(usernames);
  return new Map(
    usernames
      .filter((username) => (pools?.get(username) ?? []).length === 0)
      .map((username) => [username, 'the PHP activator has not taken up the order; see its log'] as const),
  );
});

interface Withdrawal {
  readonly uid: number;
  readonly changes: readonly FileChange[];
}

/** Takes PHP away from accounts. It ends also where the activator is missing, or was about to start it. */
export const withdrawPhp = bulkAction<Withdrawal>('php-fpm-pool', async (withdrawals, host) => {
  const all = [...withdrawals.values()].flatMap(({ changes }) => changes);
  if (all.length > 0) await host.files.put(all);
  const accounts = [...withdrawals].map(([username, { uid }]) => ({ username, uid }));
  // An activator that does not answer starts nothing; it reads the orders when it comes up.
  await host.php.takeUp([...withdrawals.keys()]).catch(() => undefined);
  return host.php.end(accounts);
});

export interface Removal {
  readonly paths: readonly string[];
  /** The order from then on, by which nothing is taken over any more. */
  readonly order: readonly FileChange[];
}

/** Takes the account's pools out of shared PHP-FPMs, once nginx asks the account's own. */
export const leaveSharedFpm = bulkAction<Removal>('php-fpm-pool', async (removals, host) => {
  const all = [...removals.values()];
  const pools = await sharedPoolRemovals(
    host,
    all.flatMap(({ paths }) => paths),
  );
  const orders = all.flatMap(({ order }) => order);
  await host.files.put([...pools, ...orders]);
  if (orders.length > 0) await host.php.takeUp([...removals.keys()]);
  return new Map();
});
