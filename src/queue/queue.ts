// Which accounts are dirty, in processing, or waiting to be tried again: one entry per account, however many
// hints. Nothing here waits or looks at a clock by itself; the engine asks when to come back.
import type { Clock } from '../host/clock.ts';
import { afterFailure, afterSuccess, type Backoff, current, delayAfter, fresh } from './backoff.ts';
import { bothOf, type Hint, isUrgent } from './hint.ts';
import { type Dirty, Lanes } from './lanes.ts';
import type { PassResult } from './pass-result.ts';
import type { QueueSnapshot } from './queue-snapshot.ts';

interface QueueOptions {
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** In [0, 1). */
  readonly random: () => number;
}

interface Task {
  readonly username: string;
  readonly hint: Hint;
}

interface Processing extends Dirty {
  /** By the monotonic clock, and by wall time for people. */
  readonly startedAt: number;
  readonly startedAtWall: number;
  /** A hint came meanwhile: it runs again afterwards. */
  readonly again: Dirty | null;
}

interface Waiting {
  readonly username: string;
  /** By the monotonic clock, and by wall time for people. */
  readonly until: number;
  readonly untilWall: number;
  readonly failures: number;
  readonly error: string;
}

export class Queue {
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly #random: () => number;
  readonly #dirty = new Lanes();
  readonly #processing = new Map<string, Processing>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #backoffs = new Map<string, Backoff>();
  readonly #refused = new Set<string>();

  constructor({ clock, random }: QueueOptions) {
    this.#clock = clock;
    this.#random = random;
  }

  /** An edit, an ask or a retry ends a wait at once; a resync does not. A refused set waits for an edit or ask. */
  hint(username: string, reason: Hint): void {
    if (isUrgent(reason)) this.#refused.delete(username);
    else if (reason === 'retry' && this.#refused.has(username)) return;
    const running = this.#processing.get(username);
    if (running) {
      const again = running.again ?? this.#dirtyNow(username, reason);
      const merged = { ...again, reason: bothOf(again.reason, reason) };
      this.#processing.set(username, { ...running, again: merged });
      return;
    }
    if (reason === 'resync' && this.#waiting.has(username)) return;
    this.#waiting.delete(username);
    this.#dirty.add(this.#dirtyNow(username, reason));
  }

  /** At most `max` accounts, none of them in processing already; each must be handed back with `done`. */
  take(max: number): readonly Task[] {
    const now = this.#clock.monotonic();
    this.#wake(now);
    const tasks: Task[] = [];
    while (tasks.length < max) {
      const next = this.#dirty.next(now);
      if (!next) break;
      this.#processing.set(next.username, {
        ...next,
        startedAt: now,
        startedAtWall: this.#clock.now(),
        again: null,
      });
      tasks.push({ username: next.username, hint: next.reason });
    }
    return tasks;
  }

  done(username: string, result: PassResult): void {
    const running = this.#processing.get(username);
    if (!running) throw new Error(`${username} is not in processing`);
    const now = this.#clock.monotonic();
    this.#processing.delete(username);
    const { again } = running;
    // An edit that came meanwhile says nothing about the set that was just refused.
    if (result.state === 'refused' && !(again && isUrgent(again.reason))) this.#refused.add(username);
    this.#settleBackoff(username, result, now);
    if (result.state === 'failed' && !(again && again.reason !== 'resync')) {
      const { failures } = this.#backoffs.get(username) ?? fresh;
      const delay = result.retryAfterMs ?? delayAfter(failures, this.#random());
      this.#waiting.set(username, {
        username,
        until: now + delay,
        untilWall: this.#clock.now() + delay,
        failures,
        error: result.error,
      });
    } else if (again) {
      this.#dirty.add(again);
    }
  }

  /** For an account that is no more. One in processing stays until it is done. */
  forget(username: string): void {
    this.#dirty.remove(username);
    this.#waiting.delete(username);
    this.#backoffs.delete(username);
    this.#refused.delete(username);
  }

  /**
   * The monotonic time at which `take` next has something to give, if nothing else happens; undefined: not before a
   * hint.
   */
  nextWakeAt(): number | undefined {
    const now = this.#clock.monotonic();
    if (this.#dirty.size > 0) return now;
    if (this.#waiting.size === 0) return undefined;
    let next = Number.POSITIVE_INFINITY;
    for (const { until } of this.#waiting.values()) next = Math.min(next, until);
    return Math.max(next, now);
  }

  /** The monotonic time at which a failing account is tried again; undefined when it does not wait. */
  retryAt(username: string): number | undefined {
    return this.#waiting.get(username)?.until;
  }

  size(): number {
    return this.#dirty.size + this.#processing.size + this.#waiting.size;
  }

  snapshot(): QueueSnapshot {
    const now = this.#clock.monotonic();
    const dirty = this.#dirty.list();
    return {
      dirty: dirty.map(({ username, reason, sinceWall }) => ({ username, reason, since: sinceWall })),
      processing: [...this.#processing.values()].map(({ username, reason, startedAt, startedAtWall }) => ({
        username,
        reason,
        startedAt: startedAtWall,
        runningMs: now - startedAt,
      })),
      waiting: [...this.#waiting.values()].map(({ username, untilWall, failures, error }) => ({
        username,
        until: untilWall,
        failures,
        error,
      })),
      oldestAge: dirty.reduce((oldest, { since }) => Math.max(oldest, now - since), 0),
    };
  }

  #wake(now: number): void {
    const ready = [...this.#waiting.values()].filter(({ until }) => until <= now);
    for (const { username, until, untilWall } of ready.sort(byTime)) {
      this.#waiting.delete(username);
      this.#dirty.add({ username, reason: 'retry', since: until, sinceWall: untilWall });
    }
  }

  #dirtyNow(username: string, reason: Hint): Dirty {
    return { username, reason, since: this.#clock.monotonic(), sinceWall: this.#clock.now() };
  }

  #settleBackoff(username: string, result: PassResult, now: number): void {
    const backoff = this.#backoffs.get(username);
    // What is only not over yet has not failed.
    if (result.state === 'failed' && result.retryAfterMs !== undefined) return;
    if (result.state === 'failed') this.#backoffs.set(username, afterFailure(backoff ?? fresh, now));
    else if (backoff && current(backoff, now) === fresh) this.#backoffs.delete(username);
    else if (backoff && result.state === 'applied') this.#backoffs.set(username, afterSuccess(backoff, now));
  }
}

function byTime(one: Waiting, other: Waiting): number {
  return one.until - other.until || (one.username < other.username ? -1 : 1);
}
