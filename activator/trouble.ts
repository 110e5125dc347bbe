import type { Clock } from '../src/host/clock.ts';
import {
  afterFailure,
  afterSuccess,
  type Backoff,
  current,
  delayAfter,
  fresh,
} from '../src/queue/backoff.ts';

/** Why an FPM is not as it should be, and when that is tried again. */
export class Trouble {
  readonly #clock: Clock;
  readonly #random: () => number;
  #backoff: Backoff = fresh;
  #retryAt = Number.NEGATIVE_INFINITY;
  #why = '';

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Empty when there is none. */
  get why(): string {
    return this.#why;
  }

  /** In milliseconds since 1970; 0 when nothing is waited for. */
  get retryAt(): number {
    return this.isWaiting ? this.#clock.now() + this.#retryAt - this.#clock.monotonic() : 0;
  }

  get isWaiting(): boolean {
    return this.#clock.monotonic() < this.#retryAt;
  }

  /** @returns how often in a row */
  failed(why: string): number {
    const now = this.#clock.monotonic();
    this.#why = why;
    this.#backoff = afterFailure(this.#backoff, now);
    this.#retryAt = now + delayAfter(this.#backoff.failures, this.#random());
    return this.#backoff.failures;
  }

  /** An FPM that ended after it had served for long is started again at once. */
  ended(why: string): number {
    const failures = this.failed(why);
    if (failures === 1) this.#retryAt = Number.NEGATIVE_INFINITY;
    return failures;
  }

  /** It came up; how often it has failed is forgotten only once it has stayed so for a while. */
  isUp(): void {
    const now = this.#clock.monotonic();
    this.#why = '';
    this.#retryAt = Number.NEGATIVE_INFINITY;
    this.#backoff = current(afterSuccess(this.#backoff, now), now);
  }

  /** What failed is not wanted any more. */
  forget(): void {
    this.#backoff = fresh;
    this.#retryAt = Number.NEGATIVE_INFINITY;
    this.#why = '';
  }
}
