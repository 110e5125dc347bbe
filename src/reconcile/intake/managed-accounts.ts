import type { Clock } from '../../host/clock.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Account } from '../../model/account.ts';
import type { Target } from '../../model/target.ts';
import type { LastAcceptedSets } from './last-accepted-sets.ts';
import { Lifecycles } from './lifecycles.ts';

/**
 * What is to be in force for each account: its last accepted set, and whether its folder is there. Every change is
 * journalled before it counts.
 */
export class ManagedAccounts {
  readonly lifecycles: Lifecycles;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #lastAccepted: LastAcceptedSets;
  #held: ReadonlySet<string>;

  constructor(journal: Journal, clock: Clock, lastAccepted: LastAcceptedSets) {
    this.lifecycles = new Lifecycles(journal, clock);
    this.#journal = journal;
    this.#clock = clock;
    this.#lastAccepted = lastAccepted;
    const held = [...journal.accounts()].filter(({ phase }) => phase === 'held');
    this.#held = new Set(held.map(({ username }) => username));
  }

  /** Every account that was ever accepted and is not purged, whether or not its folder is there. */
  known(): string[] {
    return this.lifecycles.known();
  }

  /** The last accepted set; undefined when there is none, or the account was purged. */
  get(username: string): Account | undefined {
    return this.#lastAccepted.get(username);
  }

  /** The same of several accounts, without those that have none. */
  all(usernames: Iterable<string>): Account[] {
    return [...usernames].map((username) => this.get(username)).filter((account) => account !== undefined);
  }

  /** The accounts that were read from the journal so far. */
  get inMemory(): ReadonlyMap<string, Account> {
    return this.#lastAccepted.accounts;
  }

  /** Every account, read from the journal where need be: what accounts share is made for all of them. */
  everyone(): ReadonlyMap<string, Account> {
    for (const username of this.known()) this.get(username);
    return this.#lastAccepted.accounts;
  }

  accept(account: Account): void {
    this.#lastAccepted.accept(account);
    if (!this.lifecycles.has(account.username)) this.lifecycles.set(account.username);
  }

  targetOf(account: Account): Target {
    const { username } = account;
    const isWithdrawn = this.isRetired(username) || this.#isRetiring(username);
    return { account, lifecycle: isWithdrawn ? 'retired' : account.account.status };
  }

  /** Its retirement has begun and is not over: what it has taken away stays away. */
  #isRetiring(username: string): boolean {
    if (this.lifecycles.of(username).goneSince === null) return false;
    return this.#journal.account(username)?.phase === 'retiring';
  }

  isRetired(username: string): boolean {
    return this.lifecycles.isRetired(username);
  }

  markVanished(usernames: readonly string[]): void {
    this.#markGone(usernames.filter((username) => this.lifecycles.of(username).goneSince === null));
  }

  /**
   * The accounts that a guard holds from now on. One that was held until now and is still missing counts as gone only
   * from this moment: folders come back one after the other, and the last ones may be on their way.
   *
   * @returns whether there is such an account
   */
  markHeld(usernames: ReadonlySet<string>): boolean {
    const vanished = this.lifecycles.vanished();
    const released = [...this.#held].filter((name) => vanished.has(name) && !usernames.has(name));
    this.#held = usernames;
    this.#markGone(released);
    return released.length > 0;
  }

  /** The accounts that a guard holds, or held when the daemon started. */
  get held(): ReadonlySet<string> {
    return this.#held;
  }

  /** The folders are there again, and what was withdrawn is to be in force again. @returns those that were gone */
  markReturned(usernames: readonly string[]): readonly string[] {
    const back = usernames.filter((username) => this.lifecycles.of(username).goneSince !== null);
    this.#journal.append(back.map((account) => ({ kind: 'account.returned', account, data: {} })));
    for (const username of back) this.lifecycles.set(username);
    return back;
  }

  /** @param isConfirmed whether an operator retired it by name */
  markRetired(username: string, isConfirmed = false): void {
    this.#journal.append([{ kind: 'account.retired', account: username, data: {} }]);
    const now = this.#clock.monotonic();
    const goneSince = this.lifecycles.of(username).goneSince ?? now;
    this.lifecycles.set(username, { goneSince, retiredSince: now, isConfirmed });
  }

  markPurged(username: string, archive: string | null): void {
    this.#journal.append([{ kind: 'account.purged', account: username, data: { archive } }]);
    this.lifecycles.delete(username);
    this.#lastAccepted.forget(username);
  }

  #markGone(usernames: readonly string[]): void {
    this.#journal.append(usernames.map((account) => ({ kind: 'account.vanished', account, data: {} })));
    const goneSince = this.#clock.monotonic();
    for (const username of usernames) this.lifecycles.set(username, { goneSince, retiredSince: null });
  }
}
