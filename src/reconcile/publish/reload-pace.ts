// Reloading takes at most half of a service's time, and nobody waits for long.
const LONGEST_GAP_MS = 10_000;

/** Keeps a distance between reloads that grows with what they cost, so that a stream of edits is served in batches. */
export class ReloadPace {
  #notBefore = 0;

  /** @param costMs from the start of the test to the last worker seen @param endedAt epoch milliseconds */
  record(costMs: number, endedAt: number): void {
    const restMs = Math.min(Math.max(costMs, 0), LONGEST_GAP_MS);
    this.#notBefore = Math.max(this.notBefore(endedAt), endedAt + restMs);
  }

  /** Epoch milliseconds before which no new wave should begin. */
  notBefore(now: number): number {
    // Further away than it was ever set: the clock was put back.
    if (this.#notBefore > now + LONGEST_GAP_MS) this.#notBefore = now;
    return this.#notBefore;
  }
}
