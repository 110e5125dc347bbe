// The longest rest between reloads. A rest is as long as the test, the writing and the reload took together, so that these
// take at most half of the time.
const LONGEST_GAP_MS = 10_000;

/** Keeps a distance between reloads that grows with what they cost, so that a stream of edits is served in batches. */
export class ReloadPace {
  #notBefore = 0;

  /** @param startedAt of the test @param endedAt when the service was seen to run with its new files, both by the monotonic clock */
  record(startedAt: number, endedAt: number): void {
    const restMs = Math.min(endedAt - startedAt, LONGEST_GAP_MS);
    this.#notBefore = Math.max(this.#notBefore, endedAt + restMs);
  }

  /** The monotonic time before which no new wave should begin. */
  get notBefore(): number {
    return this.#notBefore;
  }
}
