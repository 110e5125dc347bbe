import type { HostReader } from '../../src/host/host.ts';
import type { FoundFile } from '../../src/host/root-files.ts';
import type { PoolState } from '../../src/model/php-order.ts';
import type { Observe, ReconcileContext } from '../controller.ts';
import { readAll } from '../generated-file.ts';
import type { DesiredPhp } from './desired.ts';
import { sharedPoolPath } from './shared-fpm.ts';

export interface ObservedPhp {
  readonly order: FoundFile;
  /** The account's pool files in shared PHP-FPMs, as far as there are such. */
  readonly shared: readonly FoundFile[];
  /** Undefined while the activator does not answer. */
  readonly pools: readonly PoolState[] | undefined;
  /** True when a PHP-FPM of an account that is to have none runs all the same. */
  readonly isRunning: boolean;
}

export async function observePhp(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredPhp>,
  { facts }: ReconcileContext,
): Promise<Observe<ObservedPhp>> {
  const usernames = [...wanted.keys()];
  const orders = await readAll(
    host,
    [...wanted.values()].map(({ path }) => path),
  );
  const shared = await readAll(
    host,
    usernames.flatMap((username) => facts.phpVersions.map((version) => sharedPoolPath(version, username))),
  );
  const withOrder = usernames.filter((username) => {
    const desired = wanted.get(username);
    return desired?.text !== undefined || orders.get(desired?.path ?? '')?.kind === 'file';
  });
  const pools = withOrder.length === 0 ? new Map() : await host.php.pools(withOrder);
  const off = [...wanted].flatMap(([username, { text, uid }]) =>
    text === undefined ? [{ username, uid }] : [],
  );
  const running = await host.php.running(off);
  return (username) => ({
    order: orders.get(wanted.get(username)?.path ?? '') ?? { kind: 'absent' },
    shared: facts.phpVersions.flatMap((version) => {
      const found = shared.get(sharedPoolPath(version, username));
      return found === undefined || found.kind === 'absent' ? [] : [found];
    }),
    pools: pools === undefined ? undefined : (pools.get(username) ?? []),
    isRunning: running.has(username),
  });
}
