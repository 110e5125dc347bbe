// When a wait for a revision is in vain: its plan is blocked, so it is not attempted until somebody does something, such
// as to install a PHP version.

import { SHORTEST_BACKOFF_MS, UNDER_WAY_RETRY_MS } from '../queue/backoff.ts';
import type { AccountAnswer } from './answers/account-answer.ts';

type Seen = Pick<AccountAnswer, 'username' | 'queued' | 'revisions' | 'last_error' | 'next_retry_at'>;

/**
 * One wait of the account has to be seen for as long. The queue and the journal are not read at one moment; and an account
 * whose processes are being ended waits too, again and again, but each time for less than one that has failed.
 */
const SEEN_FOR_MS = (UNDER_WAY_RETRY_MS + SHORTEST_BACKOFF_MS) / 2;

export class BlockedSince {
  readonly #waits = new Map<string, { readonly until: string | null; readonly since: number }>();

  /** Notes a look at an account. @param now monotonic milliseconds. @returns whether waiting for the revision is in vain */
  look(account: Seen, revision: string, now: number): boolean {
    const { username, queued, revisions, last_error, next_retry_at: until } = account;
    const isBlocked = queued?.state === 'waiting' && revisions.desired === revision && last_error !== null;
    if (!isBlocked) {
      this.#waits.delete(username);
      return false;
    }
    const before = this.#waits.get(username);
    const wait = before?.until === until ? before : { until, since: now };
    this.#waits.set(username, wait);
    return now - wait.since >= SEEN_FOR_MS;
  }
}
