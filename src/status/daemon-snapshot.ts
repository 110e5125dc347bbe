import type { MirrorView } from '../mirror/mirror-view.ts';
import type { EngineSnapshot } from '../reconcile/loop/engine-snapshot.ts';
import { NOT_WATCHING } from '../watch/watch-health.ts';

/** What only the running daemon knows: the state of its engine and of its mirror. */
export interface DaemonSnapshot extends EngineSnapshot {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Null where the settings name no MariaDB. */
  readonly mirror: MirrorView | null;
}

/** The snapshot of a daemon that has not reported yet, or does not run. @param startedAt epoch milliseconds */
export function emptySnapshot(startedAt: number): DaemonSnapshot {
  return {
    startedAt,
    readyAt: null,
    lastSweepAt: null,
    queue: { dirty: [], processing: [], waiting: [], oldestAge: 0 },
    settling: [],
    watch: NOT_WATCHING,
    mirror: null,
  };
}
