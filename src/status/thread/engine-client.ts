// The status thread's view of the daemon: the last report, or a new one.

import type { Clock } from '../../host/clock.ts';
import { type DaemonSnapshot, emptySnapshot } from '../daemon-snapshot.ts';
import type { Family } from '../metrics/exposition.ts';

export interface DaemonReport {
  readonly snapshot: DaemonSnapshot;
  readonly timings: readonly Family[];
}

/** A report that is younger than this is not requested again. */
const BRIEF_MS = 100;
/** How long an answer waits for a busy engine before it uses the last report. */
const PATIENCE_MS = 250;
const FRESH_PATIENCE_MS = 20_000;

export class EngineClient {
  readonly #clock: Clock;
  readonly #request: (number: number) => void;
  #report: DaemonReport;
  #reportedAt: number;
  #requested = 0;
  #answered = 0;
  #waiting: { readonly number: number; readonly arrive: () => void }[] = [];

  /** @param request asks for a report; the report is passed to `take` with the same number */
  constructor(clock: Clock, request: (number: number) => void) {
    this.#clock = clock;
    this.#request = request;
    this.#report = { snapshot: emptySnapshot(clock.now()), timings: [] };
    this.#reportedAt = clock.monotonic();
  }

  get report(): DaemonReport {
    return this.#report;
  }

  get reportedAt(): number {
    return this.#reportedAt;
  }

  take(number: number, report: DaemonReport): void {
    this.#report = report;
    this.#reportedAt = this.#clock.monotonic();
    this.#answered = Math.max(this.#answered, number);
    const waiting = this.#waiting;
    this.#waiting = waiting.filter((each) => each.number > this.#answered);
    for (const each of waiting) if (each.number <= this.#answered) each.arrive();
  }

  /** @param fresh waits for a report from after this call, however long that takes */
  async refresh(fresh: boolean): Promise<void> {
    if (!fresh && this.#clock.monotonic() - this.#reportedAt < BRIEF_MS) return;
    if (fresh || this.#requested === this.#answered) {
      this.#requested += 1;
      this.#request(this.#requested);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ number: this.#requested, arrive: resolve });
    const over = new AbortController();
    await Promise.race([promise, this.#clock.sleep(fresh ? FRESH_PATIENCE_MS : PATIENCE_MS, over.signal)]);
    over.abort();
  }
}
