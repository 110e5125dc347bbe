// Which accounts are dirty, in processing, or waiting to be tried again: one entry per account, however many
// hints. Nothing here waits or looks at a clock by itself; the engine asks when to come back.
import {
  afterFailure,
  afterSuccess,
  type Backoff,
  current,
  delayAfter,
  fresh,
  LAST_CEILING_MS,
} from './backoff.ts';
import { type Hint, isUrgent, stronger } from './hint.ts';
import { type Dirty, Lanes } from './lanes.ts';

export interface QueueOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
}

export interface Task {
  readonly username: string;
  readonly reason: Hint;
  /** When the first of the hints behind it came. */
  readonly since: number;
  /** Its set was refused and nobody says that it changed: see to what is in force, do not read it again. */
  readonly refused: boolean;
}

/**
 * `applied`: all is in force. `invalid`: the set is refused until it changes. `held`: a guard, a contest or a
 * quarantine stopped it, and trying again alone would not help. `retry`: it failed in a way that may pass.
 */
export type Result = 'applied' | 'invalid' | 'held' | { readonly retry: string };

export interface Processing extends Dirty {
  readonly startedAt: number;
  /** A hint came meanwhile: it runs again afterwards. */
  readonly again: { readonly reason: Hint; readonly since: number } | null;
}

export interface Waiting {
  readonly username: string;
  readonly until: number;
  readonly failures: number;
  readonly error: string;
}

export interface QueueSnapshot {
  readonly dirty: readonly Dirty[];
  readonly processing: readonly Processing[];
  readonly waiting: readonly Waiting[];
  /** Of the dirty account that has waited longest, in milliseconds; 0 when none is dirty. */
  readonly oldestAge: number;
}

export class Queue {
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #dirty = new Lanes();
  readonly #processing = new Map<string, Processing>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #backoffs = new Map<string, Backoff>();
  readonly #refused = new Set<string>();

  constructor({ now, random }: QueueOptions) {
    this.#now = now;
    this.#random = random;
  }

  /** An edit, an ask or a retry ends a wait at once; a resync does not. A refused set waits for an edit or ask. */
  hint(username: string, reason: Hint): void {
    const now = this.#now();
    if (isUrgent(reason)) this.#refused.delete(username);
    else if (reason === 'retry' && this.#refused.has(username)) return;
    const running = this.#processing.get(username);
    if (running) {
      const again = running.again ?? { reason, since: now };
      const merged = { ...again, reason: stronger(again.reason, reason) };
      this.#processing.set(username, { ...running, again: merged });
      return;
    }
    if (reason === 'resync' && this.#waiting.has(username)) return;
    this.#waiting.delete(username);
    this.#dirty.add({ username, reason, since: now });
  }

  /** At most `max` accounts, none of them in processing already; each must be handed back with `done`. */
  take(max: number): readonly Task[] {
    const now = this.#now();
    this.#wake(now);
    const tasks: Task[] = [];
    while (tasks.length < max) {
      const next = this.#dirty.next(now);
      if (!next) break;
      this.#processing.set(next.username, { ...next, startedAt: now, again: null });
      tasks.push({ ...next, refused: this.#refused.has(next.username) });
    }
    return tasks;
  }

  done(username: string, result: Result): void {
    const running = this.#processing.get(username);
    if (!running) throw new Error(`${username} is not in processing`);
    const now = this.#now();
    this.#processing.delete(username);
    const { again } = running;
    // An edit that came meanwhile says nothing about the set that was just refused.
    if (result === 'invalid' && !(again && isUrgent(again.reason))) this.#refused.add(username);
    this.#settleBackoff(username, result, now);
    if (typeof result === 'object' && !(again && again.reason !== 'resync')) {
      const { failures } = this.#backoffs.get(username) ?? fresh;
      const until = now + delayAfter(failures, this.#random());
      this.#waiting.set(username, { username, until, failures, error: result.retry });
    } else if (again) {
      this.#dirty.add({ username, ...again });
    }
  }

  /** For an account that is no more. One in processing stays until it is done. */
  forget(username: string): void {
    this.#dirty.remove(username);
    this.#waiting.delete(username);
    this.#backoffs.delete(username);
    this.#refused.delete(username);
  }

  /** When `take` next has something to give, if nothing else happens; undefined: not before a hint. */
  nextWakeAt(): number | undefined {
    if (this.#dirty.size > 0) return this.#now();
    if (this.#waiting.size === 0) return undefined;
    const now = this.#now();
    let next = now + LAST_CEILING_MS;
    for (const waiting of this.#waiting.values())
      next = Math.min(next, isReady(waiting, now) ? now : waiting.until);
    return next;
  }

  /** When a failing account is tried again; undefined when it does not wait. */
  retryAt(username: string): number | undefined {
    return this.#waiting.get(username)?.until;
  }

  size(): number {
    return this.#dirty.size + this.#processing.size + this.#waiting.size;
  }

  snapshot(): QueueSnapshot {
    const now = this.#now();
    const dirty = this.#dirty.list();
    const oldestAge = dirty.reduce((oldest, { since }) => Math.max(oldest, now - since), 0);
    return {
      dirty,
      processing: [...this.#processing.values()],
      waiting: [...this.#waiting.values()],
      oldestAge,
    };
  }

  #wake(now: number): void {
    const ready = [...this.#waiting.values()].filter((waiting) => isReady(waiting, now));
    for (const { username, until } of ready.sort(byTime)) {
      this.#waiting.delete(username);
      this.#dirty.add({ username, reason: 'retry', since: until });
    }
  }

  #settleBackoff(username: string, result: Result, now: number): void {
    const backoff = this.#backoffs.get(username);
    if (typeof result === 'object') this.#backoffs.set(username, afterFailure(backoff ?? fresh, now));
    else if (backoff && current(backoff, now) === fresh) this.#backoffs.delete(username);
    else if (backoff && result === 'applied') this.#backoffs.set(username, afterSuccess(backoff, now));
  }
}

/** A wait longer than any that was ever set means that the clock was put back. */
function isReady({ until }: Waiting, now: number): boolean {
  return until <= now || until - now > LAST_CEILING_MS;
}

function byTime(one: Waiting, other: Waiting): number {
  return one.until - other.until || (one.username < other.username ? -1 : 1);
}
