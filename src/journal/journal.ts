// The writing side of the journal: events, contents and folds change in one transaction.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AccountState } from './account-state.ts';
import { canonicalJson } from './canonical-json.ts';
import { linkHash } from './chain.ts';
import { type ContentWriter, prepareContentWriter } from './contents.ts';
import { EventBody, type NewEvent, type StoredEvent } from './event.ts';
import type { ApplyEvent } from './fold.ts';
import { prepareFolds } from './fold-tables.ts';
import { allFolds } from './folds/all-folds.ts';
import { failureOf, failuresFold } from './folds/failures.ts';
import { dropEvents, type Pruned, type PruneOptions, pruneThrough } from './prune.ts';
import { JournalReader } from './reader.ts';
import { rebuildFolds } from './rebuild.ts';
import { integer } from './row.ts';
import type { InventoryItem } from './states.ts';
import { inTransaction } from './transaction.ts';

export class Journal extends JournalReader {
  /**
   * Answers that were read since the last append. Only this process writes, and it asks for the same accounts often.
   */
  readonly #accounts = new Map<string, AccountState | undefined>();
  readonly #items = new Map<string, InventoryItem | undefined>();
  readonly #db: DatabaseSync;
  readonly #now: () => number;
  readonly #applyFolds: (events: readonly StoredEvent[]) => void;
  /** The current failures, updated event by event, because an event may repeat the one before it in the same batch. */
  readonly #applyFailures: ApplyEvent;
  readonly #insert: StatementSync;
  readonly #contents: ContentWriter;
  readonly #standing: StatementSync;
  readonly #repeat: StatementSync;
  readonly #through: StatementSync;

  /** Takes a database whose tables exist and agree with each other; `openJournal` makes sure of that. */
  constructor(db: DatabaseSync, now: () => number) {
    super(db);
    this.#db = db;
    this.#now = now;
    this.#applyFolds = prepareFolds(
      db,
      allFolds.filter((fold) => fold !== failuresFold),
    );
    this.#applyFailures = failuresFold.prepare(db);
    this.#insert = db.prepare(
      'INSERT INTO events (seq, time, account, kind, data, hash) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#contents = prepareContentWriter(db);
    this.#standing = db.prepare(
      'SELECT seq FROM failures WHERE account = ? AND kind = ? AND subject = ? AND digest = ?',
    );
    this.#repeat = db.prepare(
      `INSERT INTO repeats (seq, count, last_time) VALUES (?, 1, ?)
       ON CONFLICT (seq) DO UPDATE SET count = count + 1, last_time = excluded.last_time`,
    );
    this.#through = db.prepare('UPDATE folds SET through = ?');
  }

  override account(username: string): AccountState | undefined {
    if (!this.#accounts.has(username)) this.#accounts.set(username, super.account(username));
    return this.#accounts.get(username);
  }

  override *accounts(): Generator<AccountState> {
    for (const state of super.accounts()) {
      this.#accounts.set(state.username, state);
      yield state;
    }
  }

  override owns(item: string): InventoryItem | undefined {
    if (!this.#items.has(item)) this.#items.set(item, super.owns(item));
    return this.#items.get(item);
  }

  /**
   * Stores the events in one transaction and returns those that were stored. A failure that equals the current one
   * is counted instead (see `repeats`). Throws what SQLite throws (disk full, I/O error); then nothing was stored.
   */
  append(events: readonly NewEvent[]): readonly StoredEvent[] {
    if (events.length === 0) return [];
    this.forget();
    const time = this.#now();
    return inTransaction(this.#db, () => {
      const stored: StoredEvent[] = [];
      let { seq, hash } = this.head();
      for (const event of events) {
        if (this.#countsAsRepeat(event, time)) continue;
        const next = this.#store(this.#withContent(event, time), seq + 1, time, hash);
        stored.push(next);
        ({ seq, hash } = next);
      }
      this.#bringUpToDate(stored);
      return stored;
    });
  }

  /** Drops old events where the limits allow it. Contents of revisions go with accounts that were purged. */
  prune(options: PruneOptions): Pruned {
    const pruned = inTransaction(this.#db, () => {
      const through = pruneThrough(this.#db, options);
      if (through === undefined) return { events: 0, revisions: 0 };
      const { seq, hash } = this.head();
      const redacted_after = this.prunedThrough();
      const { checkpoint, redacted, pruned } = dropEvents(this.#db, through);
      const data = { ...checkpoint, redacted_after, redacted };
      const event = { kind: 'journal.pruned', account: null, data } as const;
      this.#bringUpToDate([this.#store(event, seq + 1, this.#now(), hash)]);
      return pruned;
    });
    if (pruned.events > 0) this.#db.exec('PRAGMA incremental_vacuum');
    return pruned;
  }

  /** Rebuilds the folds from the events; throws a `JournalDamagedError` when the events are damaged. */
  rebuild(): void {
    this.forget();
    rebuildFolds(this.#db);
  }

  /** Forgets the cached answers: after a pass over all accounts they only take memory. */
  forget(): void {
    this.#accounts.clear();
    this.#items.clear();
  }

  #store(event: EventBody, seq: number, time: number, previous: string): StoredEvent {
    const body = EventBody.parse(event);
    const { kind, account } = body;
    const data = canonicalJson(body.data);
    const hash = linkHash(previous, { seq, time, account, kind, data });
    this.#insert.run(seq, time, account, kind, data, hash);
    const stored = { ...body, seq, time, hash };
    this.#applyFailures(stored);
    return stored;
  }

  #bringUpToDate(stored: readonly StoredEvent[]): void {
    const last = stored.at(-1);
    if (!last) return;
    this.#applyFolds(stored);
    this.#through.run(last.seq);
  }

  /** Keeps the content of an accepted set, and drops that of revisions beyond the budget which are no longer needed. */
  #withContent(event: NewEvent, time: number): EventBody {
    if (event.kind !== 'set.observed') return event;
    const { account, content, data } = event;
    const applied = super.account(account)?.appliedRevision ?? null;
    const dropped = this.#contents.expendable(account, new Set([data.revision, applied]));
    this.#contents.drop(dropped);
    this.#contents.keep({ account, revision: data.revision, content, time });
    return dropped.length === 0 ? event : { ...event, data: { ...data, dropped } };
  }

  #countsAsRepeat(event: NewEvent, time: number): boolean {
    const failed = failureOf(event);
    if (!failed) return false;
    const standing = this.#standing.get(failed.account, failed.kind, failed.subject, failed.digest);
    if (!standing) return false;
    this.#repeat.run(integer(standing, 'seq'), time);
    return true;
  }
}
