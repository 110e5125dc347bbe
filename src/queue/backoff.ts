// How often an account has failed, and when a success has made that good.

import { backoffDelay } from '../model/backoff-delay.ts';

/** The first wait is 2 s, and each further one twice as long, up to 5 minutes; jitter takes up to half of it off. */
const RETRY_RANGE = { firstMs: 2_000, longestMs: 300_000 };

/** An account that has failed waits for as long at least. */
export const SHORTEST_BACKOFF_MS = RETRY_RANGE.firstMs / 2;

/** What goes on by itself, such as the end of processes, is looked at again after this time. */
export const UNDER_WAY_RETRY_MS = 500;

/** A success counts once this long passed without a failure: what flaps keeps its long waits. */
const STAYS_MS = 600_000;

/** Times are those of the monotonic clock. */
export interface Backoff {
  readonly failures: number;
  /** Of the first success after the last failure. */
  readonly succeededAt: number | null;
}

export const fresh: Backoff = { failures: 0, succeededAt: null };

export function afterFailure(backoff: Backoff, now: number): Backoff {
  return { failures: current(backoff, now).failures + 1, succeededAt: null };
}

export function afterSuccess(backoff: Backoff, now: number): Backoff {
  return { ...backoff, succeededAt: backoff.succeededAt ?? now };
}

/** The backoff without what a lasting success has made good. */
export function current(backoff: Backoff, now: number): Backoff {
  const { succeededAt } = backoff;
  return succeededAt !== null && now - succeededAt >= STAYS_MS ? fresh : backoff;
}

/** Between half of the wait and all of it; `random` is in [0, 1). */
export function delayAfter(failures: number, random: number): number {
  return backoffDelay(failures, RETRY_RANGE, random);
}
