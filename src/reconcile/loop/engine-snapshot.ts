import type { QueueSnapshot } from '../../queue/queue-snapshot.ts';
import type { WatchHealth } from '../../watch/watch-health.ts';

/** What only the running engine knows. It changes from moment to moment, so the journal does not record it. */
export interface EngineSnapshot {
  /** When the first pass over all accounts was done, in epoch milliseconds; null before that. */
  readonly readyAt: number | null;
  readonly lastSweepAt: number | null;
  readonly queue: QueueSnapshot;
  /** Accounts that were changed and whose sets are not read before they are unchanged for a while. */
  readonly settling: readonly string[] | 'everyone';
  readonly watch: WatchHealth;
}
