// When a wait for a revision is in vain: its plan is blocked, so it is not attempted until somebody does something, such
// as to install a PHP version.

import type { AccountAnswer } from './answers/account-answer.ts';

type Seen = Pick<AccountAnswer, 'username' | 'queued' | 'revisions' | 'last_error'>;

/** The queue and the journal are not read at one moment, so a plan counts as blocked once it is seen to be for a second. */
const SEEN_FOR_MS = 1000;

export class BlockedSince {
  readonly #since = new Map<string, number>();

  /** Notes a look at an account. @param now monotonic milliseconds. @returns whether waiting for the revision is in vain */
  look({ username, queued, revisions, last_error }: Seen, revision: string, now: number): boolean {
    const isBlocked = queued?.state === 'waiting' && revisions.desired === revision && last_error !== null;
    if (!isBlocked) {
      this.#since.delete(username);
      return false;
    }
    const since = this.#since.get(username) ?? now;
    this.#since.set(username, since);
    return now - since >= SEEN_FOR_MS;
  }
}
