// How much one uid may have under way, and how fast it may ask: one backend in a loop keeps no other from its turn.

import type { Clock } from '../host/clock.ts';

export interface CallerLimitsOptions {
  readonly mostUnderWay: number;
  /** Requests per second on average. */
  readonly rate: number;
  /** Requests that may come at once after a pause. */
  readonly burst: number;
}

export const CALLER_LIMITS: CallerLimitsOptions = { mostUnderWay: 256, rate: 200, burst: 1000 };

interface Budget {
  underWay: number;
  tokens: number;
  at: number;
}

export class CallerLimits {
  readonly #options: CallerLimitsOptions;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #budgets = new Map<number, Budget>();

  constructor(clock: Pick<Clock, 'monotonic'>, options: CallerLimitsOptions = CALLER_LIMITS) {
    this.#clock = clock;
    this.#options = options;
  }

  /** @returns what gives the place back; undefined when the caller is over its limits */
  enter(uid: number): (() => void) | undefined {
    const { mostUnderWay, rate, burst } = this.#options;
    const now = this.#clock.monotonic();
    const known = this.#budgets.get(uid) ?? { underWay: 0, tokens: burst, at: now };
    const tokens = Math.min(burst, known.tokens + (Math.max(0, now - known.at) / 1000) * rate);
    const isAllowed = known.underWay < mostUnderWay && tokens >= 1;
    const budget = { underWay: known.underWay, tokens: isAllowed ? tokens - 1 : tokens, at: now };
    this.#budgets.set(uid, budget);
    if (!isAllowed) return undefined;
    budget.underWay += 1;
    let isBack = false;
    return () => {
      const current = this.#budgets.get(uid);
      if (isBack || current === undefined) return;
      isBack = true;
      current.underWay -= 1;
    };
  }
}
