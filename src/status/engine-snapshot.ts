// What only the running engine knows. It changes from moment to moment and is not worth a journal entry.

import type { MirrorView } from '../mirror/mirror-view.ts';
import type { QueueSnapshot } from '../queue/queue.ts';

export interface EngineSnapshot {
  /** Epoch milliseconds, as all times here. */
  readonly startedAt: number;
  /** When the first pass over everyone was done; null before that. */
  readonly readyAt: number | null;
  readonly lastSweepAt: number | null;
  readonly queue: QueueSnapshot;
  /** Accounts of which a change was seen and is waited out before their sets are read. */
  readonly settling: readonly string[] | 'everyone';
  readonly watch: WatchHealth;
  /** Null where there is no MariaDB in the settings. */
  readonly mirror: MirrorView | null;
}

export interface WatchHealth {
  readonly watching: boolean;
  /** Hints that came in since the start. */
  readonly hints: number;
  readonly lastHintAt: number | null;
  /** How often hints may have been lost, and what was said of it last. */
  readonly lost: number;
  readonly lastLoss: string | null;
}

/** What there is to see of an engine that has not said anything, or does not run. @param startedAt epoch milliseconds */
export function nothingSeen(startedAt: number): EngineSnapshot {
  return {
    startedAt,
    readyAt: null,
    lastSweepAt: null,
    queue: { dirty: [], processing: [], waiting: [], oldestAge: 0 },
    settling: [],
    watch: { watching: false, hints: 0, lastHintAt: null, lost: 0, lastLoss: null },
    mirror: null,
  };
}
