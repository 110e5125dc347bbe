import type { Hint } from './hint.ts';

/** The queue as people and programs see it. Times are wall time in epoch milliseconds, durations in milliseconds. */
export interface QueueSnapshot {
  readonly dirty: readonly {
    readonly username: string;
    readonly reason: Hint;
    /** When the first of the hints behind it came. */
    readonly since: number;
  }[];
  readonly processing: readonly {
    readonly username: string;
    readonly reason: Hint;
    readonly startedAt: number;
    readonly runningMs: number;
  }[];
  /** Accounts that failed and are tried again later. */
  readonly waiting: readonly {
    readonly username: string;
    readonly until: number;
    readonly failures: number;
    readonly error: string;
  }[];
  /** Of the dirty account that has waited longest; 0 when none is dirty. */
  readonly oldestAge: number;
}
