import type { JournalReader } from '../../journal/reader.ts';
import type { Account } from '../../model/account.ts';
import { accountFromCanonical } from '../../model/check-set.ts';

/** The last accepted set of each account: a memory of the journal, which is asked for what is not in memory yet. */
export class LastAcceptedSets {
  readonly #journal: JournalReader;
  readonly #accounts = new Map<string, Account>();

  constructor(journal: JournalReader) {
    this.#journal = journal;
  }

  /** Those in memory: accepted, loaded, or asked for. */
  get accounts(): ReadonlyMap<string, Account> {
    return this.#accounts;
  }

  /** Undefined when there never was one, or the account was purged. */
  get(username: string): Account | undefined {
    const known = this.#accounts.get(username);
    if (known !== undefined) return known;
    const revision = this.#revisionOf(username);
    const text = revision ? this.#journal.revisionText(revision) : undefined;
    const checked = text === undefined ? undefined : accountFromCanonical(username, text);
    if (!checked?.ok) return undefined;
    this.#accounts.set(username, checked.account);
    return checked.account;
  }

  /** Loads an account that is not in memory yet. @param read its set on disk, which is most often the same */
  readIfUnknown(read: Account): void {
    if (this.#accounts.has(read.username)) return;
    if (this.#revisionOf(read.username) === read.revision) this.accept(read);
    else this.get(read.username);
  }

  accept(account: Account): void {
    this.#accounts.set(account.username, account);
  }

  forget(username: string): void {
    this.#accounts.delete(username);
  }

  #revisionOf(username: string): string | undefined {
    const state = this.#journal.account(username);
    return state?.purgedAt === null ? (state.desiredRevision ?? undefined) : undefined;
  }
}
