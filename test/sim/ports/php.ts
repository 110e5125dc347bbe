import type { PhpActivator } from '../../../src/host/php-activator.ts';
import { generationOf, PhpOrder, type PoolState } from '../../../src/model/php-order.ts';
import { lookUp } from '../disk.ts';
import type { Machine } from '../machine.ts';
import type { World } from '../world.ts';

const ORDERS = '/var/lib/jopanel/php';

/** The activator, which is another process than the daemon: what it has taken up outlives a crash of that. */
export function simPhp({ machine, effects }: World): PhpActivator {
  return {
    async pools(usernames) {
      effects.check();
      return new Map(usernames.map((username) => [username, machine.php.get(username) ?? []]));
    },

    async running(accounts) {
      effects.check();
      return new Set(accounts.map(({ username }) => username).filter((name) => machine.fpms.has(name)));
    },

    async takeUp(usernames) {
      const take = (some: readonly string[]) => {
        for (const username of some) takeUpOrder(machine, username);
      };
      effects.make(
        'command',
        `the activator takes up ${usernames.join(' ')}`,
        () => take(usernames),
        () => take(usernames.slice(1)),
      );
    },

    async end(accounts) {
      const end = (some: typeof accounts) => {
        for (const { username } of some) machine.fpms.delete(username);
      };
      const names = accounts.map(({ username }) => username).join(' ');
      effects.make(
        'command',
        `end the PHP of ${names}`,
        () => end(accounts),
        () => end(accounts.slice(1)),
      );
      return new Map();
    },
  };
}

/** As it does when the machine boots. */
export function startActivator(machine: Machine): void {
  machine.php.clear();
  machine.fpms.clear();
  for (const name of lookUp(machine.disk, ORDERS)?.entries?.keys() ?? []) {
    if (!name.startsWith('.')) takeUpOrder(machine, name.replace(/\.json$/, ''));
  }
}

/** Every account that has PHP is awake: there is always a request for it. */
function takeUpOrder(machine: Machine, username: string): void {
  const text = lookUp(machine.disk, `${ORDERS}/${username}.json`)?.text;
  if (text === undefined) {
    machine.php.delete(username);
    machine.fpms.delete(username);
    return;
  }
  const order = PhpOrder.parse(JSON.parse(text.slice(text.indexOf('\n'))));
  machine.php.set(
    username,
    order.pools.map(
      (pool): PoolState => ({
        id: pool.id,
        username,
        version: pool.version,
        state: 'awake',
        generation: generationOf(order, pool),
        is_current: true,
        workers: 1,
        busy: 0,
        queue: 0,
        slow: 0,
        draining: 0,
        why: '',
        retry_at: 0,
      }),
    ),
  );
  machine.fpms.add(username);
}
