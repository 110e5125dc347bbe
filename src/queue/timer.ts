import type { Clock } from '../host/clock.ts';

/** One thing to be done at a later time, by the monotonic clock. */
export class Timer {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #at: number | undefined;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Monotonic milliseconds; undefined while nothing is to be done. */
  get at(): number | undefined {
    return this.#at;
  }

  get isDue(): boolean {
    return this.#at !== undefined && this.#clock.monotonic() >= this.#at;
  }

  set(inMs: number): void {
    this.#at = this.#clock.monotonic() + inMs;
  }

  /** Leaves the timer alone where it is due earlier already. */
  setNoLater(inMs: number): void {
    this.#at = Math.min(this.#at ?? Number.POSITIVE_INFINITY, this.#clock.monotonic() + inMs);
  }

  clear(): void {
    this.#at = undefined;
  }
}
