// How the thread sees the engine: as it last was, or as it is once it says so.

import type { Clock } from '../host/clock.ts';
import { type EngineSnapshot, nothingSeen } from './engine-snapshot.ts';
import type { Family } from './metrics/exposition.ts';

export interface Seen {
  readonly live: EngineSnapshot;
  readonly timings: readonly Family[];
}

/** What was seen so lately is not asked for again. */
const BRIEF_MS = 100;
/** How long an answer waits for a busy engine before it goes out with what was seen last. */
const PATIENCE_MS = 250;
const FRESH_PATIENCE_MS = 20_000;

export class EngineClient {
  readonly #clock: Clock;
  readonly #ask: (look: number) => void;
  #seen: Seen;
  #seenAt: number;
  #asked = 0;
  #answered = 0;
  #waiting: { readonly look: number; readonly arrive: () => void }[] = [];

  /** @param ask sends for a look; whatever comes of it is given to `take` with the same number */
  constructor(clock: Clock, ask: (look: number) => void) {
    this.#clock = clock;
    this.#ask = ask;
    this.#seen = { live: nothingSeen(clock.now()), timings: [] };
    this.#seenAt = clock.now();
  }

  get seen(): Seen {
    return this.#seen;
  }

  get seenAt(): number {
    return this.#seenAt;
  }

  take(look: number, seen: Seen): void {
    this.#seen = seen;
    this.#seenAt = this.#clock.now();
    this.#answered = Math.max(this.#answered, look);
    const waiting = this.#waiting;
    this.#waiting = waiting.filter((each) => each.look > this.#answered);
    for (const each of waiting) if (each.look <= this.#answered) each.arrive();
  }

  /** @param fresh only what the engine says from now on will do, however long it takes */
  async look(fresh: boolean): Promise<void> {
    if (!fresh && this.#clock.now() - this.#seenAt < BRIEF_MS) return;
    if (fresh || this.#asked === this.#answered) {
      this.#asked += 1;
      this.#ask(this.#asked);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ look: this.#asked, arrive: resolve });
    const over = new AbortController();
    await Promise.race([promise, this.#clock.sleep(fresh ? FRESH_PATIENCE_MS : PATIENCE_MS, over.signal)]);
    over.abort();
  }
}
