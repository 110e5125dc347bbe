/**
 * When to look again at accounts for whom no hint may come: whether a program that was started stays up shows only
 * some seconds later, which no wave waits for, and what was in trouble may have been mended meanwhile.
 */
export class ScheduledRechecks {
  readonly #times = new Map<string, readonly number[]>();

  /**
   * @param afterMs milliseconds from `now`
   * @param replacesEarlier whether what is scheduled already no longer matters; otherwise that comes first
   */
  schedule(username: string, afterMs: readonly number[], now: number, replacesEarlier: boolean): void {
    if (!replacesEarlier && this.#times.has(username)) return;
    this.#times.set(
      username,
      afterMs.map((ms) => now + ms),
    );
  }

  nextAt(): number | undefined {
    const times = [...this.#times.values()].flat();
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Accounts whose time has come. */
  take(now: number): string[] {
    const due: string[] = [];
    for (const [username, times] of this.#times) {
      const left = times.filter((time) => time > now);
      if (left.length < times.length) due.push(username);
      if (left.length > 0) this.#times.set(username, left);
      else this.#times.delete(username);
    }
    return due;
  }
}
