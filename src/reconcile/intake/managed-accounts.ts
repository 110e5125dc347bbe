import type { Journal } from '../../journal/journal.ts';
import type { Account } from '../../model/account.ts';
import type { Target } from '../../model/target.ts';
import { LastGood } from './last-good.ts';

interface Lifecycle {
  readonly vanishedAt: number | null;
  readonly retiredAt: number | null;
}

/**
 * What is to be in force for each account: its last accepted set, and whether
 * its folder is there. Every change of lifecycle is journalled first.
 */
export class ManagedAccounts extends LastGood {
  readonly #journal: Journal;
  readonly #now: () => number;
  readonly #lifecycles = new Map<string, Lifecycle>();
  #held: ReadonlySet<string>;

  constructor(journal: Journal, now: () => number) {
    super(journal);
    this.#journal = journal;
    this.#now = now;
    const held = new Set<string>();
    for (const { username, phase, desiredRevision, vanishedAt, retiredAt } of journal.accounts()) {
      if (desiredRevision !== null) this.#lifecycles.set(username, { vanishedAt, retiredAt });
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
      this.#lifecycles.set(account.username, { vanishedAt: null, retiredAt: null });
    }
  }

  targetOf(account: Account): Target {
    const isRetired = this.isRetired(account.username);
    return { account, lifecycle: isRetired ? 'retired' : account.account.status };
  }

  isRetired(username: string): boolean {
    return (this.#lifecycles.get(username)?.retiredAt ?? null) !== null;
  }

  /** Accounts whose folder is gone and that are not retired, and since when. */
  vanished(): ReadonlyMap<string, number> {
    const vanished = new Map<string, number>();
    for (const [username, { vanishedAt, retiredAt }] of this.#lifecycles) {
      if (vanishedAt !== null && retiredAt === null) vanished.set(username, vanishedAt);
    }
    return vanished;
  }

  retired(): ReadonlyMap<string, number> {
    const retired = new Map<string, number>();
    for (const [username, { retiredAt }] of this.#lifecycles) {
      if (retiredAt !== null) retired.set(username, retiredAt);
    }
    return retired;
  }

  markVanished(usernames: readonly string[]): void {
    this.#markGone(usernames.filter((name) => (this.#lifecycles.get(name)?.vanishedAt ?? null) === null));
  }

  #markGone(usernames: readonly string[]): void {
    this.#journal.append(usernames.map((account) => ({ kind: 'account.vanished', account, data: {} })));
    for (const name of usernames) this.#lifecycles.set(name, { vanishedAt: this.#now(), retiredAt: null });
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
    const back = usernames.filter((name) => (this.#lifecycles.get(name)?.vanishedAt ?? null) !== null);
    this.#journal.append(back.map((account) => ({ kind: 'account.returned', account, data: {} })));
    for (const name of back) this.#lifecycles.set(name, { vanishedAt: null, retiredAt: null });
    return back;
  }

  markRetired(username: string): void {
    this.#journal.append([{ kind: 'account.retired', account: username, data: {} }]);
    const vanishedAt = this.#lifecycles.get(username)?.vanishedAt ?? this.#now();
    this.#lifecycles.set(username, { vanishedAt, retiredAt: this.#now() });
  }

  markPurged(username: string, archive: string | null): void {
    this.#journal.append([{ kind: 'account.purged', account: username, data: { archive } }]);
    this.#lifecycles.delete(username);
    this.forget(username);
  }
}
