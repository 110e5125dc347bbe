import { type Clock, monotonicTimeOf } from '../../host/clock.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Account } from '../../model/account.ts';
import type { Target } from '../../model/target.ts';
import { LastGood } from './last-good.ts';

/** By the monotonic clock, so that no guard opens or closes because the wall clock is set. */
interface Lifecycle {
  readonly goneSince: number | null;
  readonly retiredSince: number | null;
}

/**
 * What is to be in force for each account: its last accepted set, and whether
 * its folder is there. Every change of lifecycle is journalled first.
 */
export class ManagedAccounts extends LastGood {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #lifecycles = new Map<string, Lifecycle>();
  #held: ReadonlySet<string>;

  constructor(journal: Journal, clock: Clock) {
    super(journal);
    this.#journal = journal;
    this.#clock = clock;
    const since = (storedMs: number | null) => (storedMs === null ? null : monotonicTimeOf(clock, storedMs));
    const held = new Set<string>();
    for (const { username, phase, desiredRevision, vanishedAt, retiredAt } of journal.accounts()) {
      if (desiredRevision !== null) {
        this.#lifecycles.set(username, { goneSince: since(vanishedAt), retiredSince: since(retiredAt) });
      }
      if (phase === 'held') held.add(username);
    }
    this.#held = held;
  }

  /** Every account that was ever accepted and is not purged, whether or not its folder is there. */
  known(): string[] {
    return [...this.#lifecycles.keys()];
  }

  /** All that is in force, those included whom nobody has asked about yet: what they share is made for all of them. */
  everyone(): ReadonlyMap<string, Account> {
    for (const username of this.#lifecycles.keys()) this.get(username);
    return this.accounts;
  }

  override accept(account: Account): void {
    super.accept(account);
    if (!this.#lifecycles.has(account.username)) {
      this.#lifecycles.set(account.username, { goneSince: null, retiredSince: null });
    }
  }

  targetOf(account: Account): Target {
    const isRetired = this.isRetired(account.username);
    return { account, lifecycle: isRetired ? 'retired' : account.account.status };
  }

  isRetired(username: string): boolean {
    return (this.#lifecycles.get(username)?.retiredSince ?? null) !== null;
  }

  /** Accounts whose folder is gone and that are not retired, and since when. */
  vanished(): ReadonlyMap<string, number> {
    const vanished = new Map<string, number>();
    for (const [username, { goneSince, retiredSince }] of this.#lifecycles) {
      if (goneSince !== null && retiredSince === null) vanished.set(username, goneSince);
    }
    return vanished;
  }

  /** Retired accounts, and since when. */
  retired(): ReadonlyMap<string, number> {
    const retired = new Map<string, number>();
    for (const [username, { retiredSince }] of this.#lifecycles) {
      if (retiredSince !== null) retired.set(username, retiredSince);
    }
    return retired;
  }

  markVanished(usernames: readonly string[]): void {
    this.#markGone(usernames.filter((name) => (this.#lifecycles.get(name)?.goneSince ?? null) === null));
  }

  #markGone(usernames: readonly string[]): void {
    this.#journal.append(usernames.map((account) => ({ kind: 'account.vanished', account, data: {} })));
    const now = this.#clock.monotonic();
    for (const name of usernames) this.#lifecycles.set(name, { goneSince: now, retiredSince: null });
  }

  /**
   * A guard holds these back, and nobody else any more. Whoever was held until now and is still missing counts as
   * gone from now on: what comes back comes one after the other, and the last ones are on their way as well.
   *
   * @returns whether there is anyone of whom that is so
   */
  noteHeld(usernames: ReadonlySet<string>): boolean {
    const vanished = this.vanished();
    const released = [...this.#held].filter((name) => vanished.has(name) && !usernames.has(name));
    this.#held = usernames;
    this.#markGone(released);
    return released.length > 0;
  }

  /** The folder is there again: whatever was withdrawn is asked for again. @returns of whom that is news */
  markReturned(usernames: readonly string[]): readonly string[] {
    const back = usernames.filter((name) => (this.#lifecycles.get(name)?.goneSince ?? null) !== null);
    this.#journal.append(back.map((account) => ({ kind: 'account.returned', account, data: {} })));
    for (const name of back) this.#lifecycles.set(name, { goneSince: null, retiredSince: null });
    return back;
  }

  markRetired(username: string): void {
    this.#journal.append([{ kind: 'account.retired', account: username, data: {} }]);
    const now = this.#clock.monotonic();
    const goneSince = this.#lifecycles.get(username)?.goneSince ?? now;
    this.#lifecycles.set(username, { goneSince, retiredSince: now });
  }

  markPurged(username: string, archive: string | null): void {
    this.#journal.append([{ kind: 'account.purged', account: username, data: { archive } }]);
    this.#lifecycles.delete(username);
    this.forget(username);
  }
}
