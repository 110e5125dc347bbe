const AFTER_A_START_MS = [3_000, 15_000];
const WHILE_TROUBLED_MS = 60_000;

/**
 * When to look again at accounts with apps: whether one that was started stays up shows only some seconds
 * later, which no wave waits for; and one that does not may have been mended by its owner meanwhile.
 */
export class ScheduledRechecks {
  readonly #times = new Map<string, readonly number[]>();

  started(username: string, now: number): void {
    this.#times.set(
      username,
      AFTER_A_START_MS.map((ms) => now + ms),
    );
  }

  troubled(username: string, now: number): void {
    if (!this.#times.has(username)) this.#times.set(username, [now + WHILE_TROUBLED_MS]);
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
