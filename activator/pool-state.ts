import type { PoolState } from '../src/model/php-order.ts';
import type { PoolFpm } from './pool-fpms.ts';
import type { PoolLoads } from './pool-loads.ts';
import type { Trouble } from './trouble.ts';
import { isWantedFpm, type WantedPool } from './wanted-pool.ts';

interface PoolParts {
  readonly wanted: WantedPool;
  /** The FPM that takes its requests; undefined while it sleeps. */
  readonly awake: PoolFpm | undefined;
  readonly isWaking: boolean;
  /** Whether something else lies where the pool's socket should. */
  readonly isTaken: boolean;
  readonly draining: readonly PoolFpm[];
  readonly trouble: Pick<Trouble, 'why' | 'retryAt'>;
  readonly loads: Pick<PoolLoads, 'of'>;
}

/** What is reported of one pool. */
export function poolState({ wanted, awake, draining, trouble, loads, ...rest }: PoolParts): PoolState {
  const { id, username, version, generation } = wanted;
  return {
    id,
    username,
    version,
    generation,
    state: conditionOf({ awake, trouble, ...rest }),
    is_current: awake === undefined || isWantedFpm(awake.name, wanted),
    workers: awake?.workers ?? 0,
    ...loads.of(awake?.socket),
    draining: draining.length,
    why: trouble.why,
    retry_at: trouble.retryAt,
  };
}

function conditionOf({
  isTaken,
  awake,
  isWaking,
  trouble,
}: Pick<PoolParts, 'isTaken' | 'awake' | 'isWaking' | 'trouble'>): PoolState['state'] {
  if (isTaken) return 'refused';
  if (awake !== undefined) return 'awake';
  if (isWaking) return 'starting';
  return trouble.why === '' ? 'asleep' : 'failed';
}
