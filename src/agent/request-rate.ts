// How fast one uid may ask: one backend in a loop keeps no other from its turn. How much it may have under way at a time is
// the socket's own bound (host/sockets/caller-bounds.ts).

import type { Clock } from '../host/clock.ts';

interface RequestRateOptions {
  /** Requests per second on average. */
  readonly rate: number;
  /** Requests that may come at once after a pause. */
  readonly burst: number;
}

const REQUEST_RATE: RequestRateOptions = { rate: 200, burst: 1000 };

interface Budget {
  readonly tokens: number;
  readonly at: number;
}

export class RequestRate {
  readonly #options: RequestRateOptions;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #budgets = new Map<number, Budget>();

  constructor(clock: Pick<Clock, 'monotonic'>, options: RequestRateOptions = REQUEST_RATE) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Counts a request. @returns false when the caller asks too fast */
  take(uid: number): boolean {
    const { rate, burst } = this.#options;
    const now = this.#clock.monotonic();
    const known = this.#budgets.get(uid) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, known.tokens + (Math.max(0, now - known.at) / 1000) * rate);
    const isAllowed = tokens >= 1;
    this.#budgets.set(uid, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
    return isAllowed;
  }
}
