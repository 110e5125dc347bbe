/** How a pass ended for one account, and so what becomes of it in the queue. */
export type PassResult =
  /** The whole set is in force, and meta.json names its revision. */
  | { readonly state: 'applied' }
  /** The set is refused until it, or what it clashed with, changes. */
  | { readonly state: 'refused' }
  /** A guard, a contest, a quarantine or a purge stopped it; another try alone would not help. */
  | { readonly state: 'held' }
  /**
   * It failed in a way that may pass, so it is tried again with backoff. With `retryAfterMs` it is only not over yet, as
   * what it waits for goes on by itself, and is looked at again after that time.
   */
  | { readonly state: 'failed'; readonly error: string; readonly retryAfterMs?: number }
  /** Another program is writing the set or holds its lock. */
  | { readonly state: 'busy'; readonly retryAfterMs: number };

export type PassResults = ReadonlyMap<string, PassResult>;
