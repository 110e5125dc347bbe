import type { Clock } from '../src/host/clock.ts';
import type { PhpSockets } from '../src/host/php-sockets.ts';
import type { PoolState } from '../src/model/php-order.ts';

type PoolLoad = Pick<PoolState, 'busy' | 'queue' | 'slow'>;

const SLOW_MS = 10_000;
/** Many may ask at once. */
const FRESH_MS = 1000;
const IDLE: PoolLoad = { busy: 0, queue: 0, slow: 0 };

/**
 * How many requests the FPMs answer, and how many wait. The kernel says so by the connections to their sockets: an FPM is
 * not asked, because it is the account's own, and would need a process of it for the answer.
 */
export class PoolLoads {
  readonly #sockets: Pick<PhpSockets, 'connections'>;
  readonly #clock: Clock;
  readonly #folder: string;
  /** By inode: when the connection was first seen. */
  #since = new Map<string, number>();
  #byPath: ReadonlyMap<string, PoolLoad> = new Map();
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param folder of the FPMs' sockets */
  constructor(sockets: Pick<PhpSockets, 'connections'>, clock: Clock, folder: string) {
    this.#sockets = sockets;
    this.#clock = clock;
    this.#folder = folder;
  }

  of(socket: string | undefined): PoolLoad {
    return (socket === undefined ? undefined : this.#byPath.get(socket)) ?? IDLE;
  }

  async look(): Promise<void> {
    const now = this.#clock.monotonic();
    if (now - this.#lookedAt < FRESH_MS) return;
    this.#lookedAt = now;
    const connections = (await this.#sockets.connections(this.#folder)) ?? [];
    const since = new Map<string, number>();
    const loads = new Map<string, PoolLoad>();
    for (const { path, inode, isTaken } of connections) {
      const { busy, queue, slow } = loads.get(path) ?? IDLE;
      if (!isTaken) {
        loads.set(path, { busy, queue: queue + 1, slow });
        continue;
      }
      const first = this.#since.get(inode) ?? now;
      since.set(inode, first);
      loads.set(path, { busy: busy + 1, queue, slow: slow + (now - first >= SLOW_MS ? 1 : 0) });
    }
    this.#since = since;
    this.#byPath = loads;
  }
}
