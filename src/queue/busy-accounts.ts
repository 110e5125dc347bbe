import type { PassResult } from './pass-result.ts';

/**
 * Accounts whose sets could not be read because another program was writing them. After the longest wait a set is
 * read although it changed a moment ago, and what then cannot be read counts as failed.
 */
export class BusyAccounts {
  readonly #since = new Map<string, number>();
  readonly #monotonic: () => number;
  readonly #maxWaitMs: number;

  constructor(monotonic: () => number, maxWaitMs: number) {
    this.#monotonic = monotonic;
    this.#maxWaitMs = maxWaitMs;
  }

  /** Those that have been waited for long enough. */
  overdue(usernames: readonly string[]): ReadonlySet<string> {
    return new Set(usernames.filter((username) => this.#hasWaited(username)));
  }

  /** @returns the result, or a failure in its place once the account has been busy for too long */
  note(username: string, result: PassResult): PassResult {
    if (result.state !== 'busy') {
      this.#since.delete(username);
      return result;
    }
    if (!this.#since.has(username)) this.#since.set(username, this.#monotonic());
    if (!this.#hasWaited(username)) return result;
    return { state: 'failed', error: 'the set is being written, or its lock is held' };
  }

  #hasWaited(username: string): boolean {
    const now = this.#monotonic();
    return now - (this.#since.get(username) ?? now) > this.#maxWaitMs;
  }
}
