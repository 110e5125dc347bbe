import type { Clock } from '../src/host/clock.ts';
import type { Fpm, FpmRunner } from '../src/host/fpm-runner.ts';
import type { PhpSockets } from '../src/host/php-sockets.ts';
import type { PoolLoads } from './pool-loads.ts';
import type { WantedPool } from './wanted-pool.ts';

/** What the pools of all accounts share. */
export interface PoolContext {
  readonly runner: FpmRunner;
  readonly sockets: PhpSockets;
  readonly loads: Pick<PoolLoads, 'of'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly runDir: string;
  /** The FPM that the account's order asks for now, its configuration in place. @throws why it cannot be */
  prepare(pool: WantedPool): Promise<Fpm>;
  /** Runs a start when its turn has come, so that hundreds at once do not stop the host. */
  queueStart(start: () => Promise<void>): Promise<void>;
  log(event: PoolEvent, pool: string, more?: Readonly<Record<string, unknown>>): void;
}

export type PoolEvent = 'awake' | 'asleep' | 'replaced' | 'start failed' | 'ended' | 'could not be stopped';
