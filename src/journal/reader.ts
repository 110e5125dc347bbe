import type { DatabaseSync } from 'node:sqlite';
import {
  type AccountsQuery,
  accountPage,
  allAccounts,
  countByPhase,
  countDegraded,
  neverAccepted,
} from './account-queries.ts';
import { type AccountState, readAccount } from './account-state.ts';
import { genesis } from './chain.ts';
import { CONTENT_BUDGET, dayOf, prepareContentReader } from './contents.ts';
import type { StoredEvent } from './event.ts';
import { type EventsQuery, type LinkPage, selectEvents, selectLinks } from './event-queries.ts';
import type { HashedLink } from './event-row.ts';
import {
  type AfterRetry,
  type Contest,
  type HeldGuard,
  type Quarantine,
  readAfterRetry,
  readContest,
  readGuard,
  readQuarantine,
} from './held-states.ts';
import { integer, text, textOrNull } from './row.ts';
import { prepareSearch } from './search-query.ts';
import { Statements } from './statements.ts';
import {
  type AcceptedRevision,
  type Head,
  type InventoryItem,
  type JournalledService,
  type OpenWave,
  type Repeat,
  readItem,
  readOpenWave,
  readRepeat,
  readRevision,
  readService,
} from './states.ts';

/** Everything that can be asked of a journal. */
export class JournalReader implements Disposable {
  readonly #db: DatabaseSync;
  readonly #statements: Statements;
  readonly #content: (revision: string) => string | undefined;
  readonly #search: (query: string, limit: number) => readonly string[];

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#statements = new Statements(db);
    this.#content = prepareContentReader(db);
    this.#search = prepareSearch(db);
  }

  /** The identity of this journal. A mirror whose cursor names another identity starts over. */
  identity(): string {
    return text(this.#statements.one('SELECT identity FROM journal') ?? {}, 'identity');
  }

  head(): Head {
    const last = this.#statements.one('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1');
    if (!last) return { seq: 0, hash: genesis(this.identity()) };
    return { seq: integer(last, 'seq'), hash: text(last, 'hash') };
  }

  account(username: string): AccountState | undefined {
    const row = this.#statements.one('SELECT * FROM accounts WHERE username = ?', username);
    return row && readAccount(row);
  }

  /** Every account ever seen, by name. It reads page by page, so events may be appended meanwhile. */
  accounts(): Generator<AccountState> {
    return allAccounts(this.#statements);
  }

  accountPage(query: AccountsQuery): readonly AccountState[] {
    return accountPage(this.#statements, query);
  }

  /** Accounts without an accepted set (since they were purged, if they were) that are not dropped either. */
  neverAccepted(): readonly string[] {
    return neverAccepted(this.#statements);
  }

  /** Counts the accounts that are applied, and of which something does not work. */
  countDegraded(): ReadonlyMap<string, number> {
    return countDegraded(this.#statements);
  }

  /** Counts the accounts that are not purged. */
  countByPhase(): ReadonlyMap<string, number> {
    return countByPhase(this.#statements);
  }

  /**
   * The canonical text of a revision. It holds the password hash and keys: redact it before it is shown to anyone but
   * root.
   */
  revisionText(revision: string): string | undefined {
    return this.#content(revision);
  }

  /** Whether the budget of the account for that day is used up: see `CONTENT_BUDGET`. @param time epoch milliseconds */
  isContentBudgetSpent(username: string, time: number): boolean {
    const sql = 'SELECT total(bytes) AS bytes FROM contents WHERE account = ? AND day = ?';
    return integer(this.#statements.one(sql, username, dayOf(time)) ?? {}, 'bytes') > CONTENT_BUDGET;
  }

  /** Newest first. */
  revisionsOf(username: string): readonly AcceptedRevision[] {
    const sql = `SELECT *, EXISTS (SELECT 1 FROM revisions WHERE hash = revision
        UNION ALL SELECT 1 FROM revision_files AS files WHERE files.revision = history.revision) AS is_kept
      FROM history WHERE account = ? ORDER BY seq DESC`;
    return this.#statements.all(sql, username).map(readRevision);
  }

  /** Who made the files of an accepted revision, where a tool has said so. @param seq the number of its event */
  authorOf(seq: number): string | undefined {
    const sql = "SELECT json_extract(data, '$.actor') AS actor FROM events WHERE seq = ?";
    const row = this.#statements.one(sql, seq);
    return row === undefined ? undefined : (textOrNull(row, 'actor') ?? undefined);
  }

  holderOf(claim: string): string | undefined {
    const row = this.#statements.one(
      'SELECT account FROM claims WHERE claim = ? ORDER BY since_seq LIMIT 1',
      claim,
    );
    return row && text(row, 'account');
  }

  /** The owner of the uid, for ever: the first account whose accepted set named it. */
  uidOwner(uid: number): string | undefined {
    return this.#idOwner('uid', uid);
  }

  gidOwner(gid: number): string | undefined {
    return this.#idOwner('gid', gid);
  }

  /** The items that jopanel made: all of them, those of one account, or, for null, those of no account. */
  inventory(account?: string | null): readonly InventoryItem[] {
    if (account === undefined)
      return this.#statements.all('SELECT * FROM inventory ORDER BY item').map(readItem);
    const sql = 'SELECT * FROM inventory WHERE account IS ? ORDER BY item';
    return this.#statements.all(sql, account).map(readItem);
  }

  owns(item: string): InventoryItem | undefined {
    const row = this.#statements.one('SELECT * FROM inventory WHERE item = ?', item);
    return row && readItem(row);
  }

  service(name: string): JournalledService | undefined {
    const row = this.#statements.one('SELECT * FROM services WHERE service = ?', name);
    return row && readService(row);
  }

  services(): readonly JournalledService[] {
    return this.#statements.all('SELECT * FROM services ORDER BY service').map(readService);
  }

  /** The device that the users folder was on when no account was missing; undefined when that was never the case. */
  usersFolderDevice(): number | undefined {
    const row = this.#statements.one('SELECT device FROM users_folder');
    return row && integer(row, 'device');
  }

  /** Waves that a crash interrupted. */
  openWaves(): readonly OpenWave[] {
    return this.#statements.all('SELECT * FROM open_waves ORDER BY seq').map(readOpenWave);
  }

  heldGuards(): readonly HeldGuard[] {
    return this.#statements.all('SELECT * FROM guards ORDER BY guard, account').map(readGuard);
  }

  contests(): readonly Contest[] {
    return this.#statements.all('SELECT * FROM contests ORDER BY account, resource, item').map(readContest);
  }

  /** Actions of the after phase that failed the last time. */
  afterRetries(): readonly AfterRetry[] {
    return this.#statements
      .all('SELECT * FROM after_retries ORDER BY account, resource, item')
      .map(readAfterRetry);
  }

  afterRetry(account: string, resource: string, item: string): AfterRetry | undefined {
    const sql = 'SELECT * FROM after_retries WHERE account = ? AND resource = ? AND item = ?';
    const row = this.#statements.one(sql, account, resource, item);
    return row && readAfterRetry(row);
  }

  /** What failed of the account in the after phase the last time. */
  afterRetriesOf(account: string): readonly AfterRetry[] {
    const sql = 'SELECT * FROM after_retries WHERE account = ? ORDER BY resource, item';
    return this.#statements.all(sql, account).map(readAfterRetry);
  }

  /** When a budget was spent since then, the oldest first. */
  spendings(budget: string, since: number): readonly number[] {
    const sql = 'SELECT at, times FROM budget_spendings WHERE budget = ? AND at > ? ORDER BY at';
    return this.#statements
      .all(sql, budget, since)
      .flatMap((row) => Array<number>(integer(row, 'times')).fill(integer(row, 'at')));
  }

  /** Until when nothing of a budget may be spent; 0 when that was never said. */
  budgetHeldUntil(budget: string): number {
    const row = this.#statements.one('SELECT until FROM budget_holds WHERE budget = ?', budget);
    return row ? integer(row, 'until') : 0;
  }

  quarantines(account?: string): readonly Quarantine[] {
    const sql = 'SELECT * FROM quarantines WHERE (?1 IS NULL OR account = ?1) ORDER BY account, service';
    return this.#statements.all(sql, account ?? null).map(readQuarantine);
  }

  events(query: EventsQuery = {}): readonly StoredEvent[] {
    return selectEvents(this.#statements, query);
  }

  /**
   * The events after that number as they are stored, without parsing, for a copy: as many as hold about `size`
   * characters, and at least one.
   */
  links(after: number, page: LinkPage): readonly HashedLink[] {
    return selectLinks(this.#statements, after, page);
  }

  /** The number of the last dropped event; 0 while all events are there. */
  prunedThrough(): number {
    const row = this.#statements.one('SELECT through FROM checkpoint');
    return row ? integer(row, 'through') : 0;
  }

  /**
   * The digest of the copy in the audit log of a dropped entry; null where that is the very text of the entry; `unknown`
   * where an earlier version dropped it.
   */
  redaction(seq: number): string | null | 'unknown' {
    const begun = this.#statements.one("SELECT seq FROM redactions WHERE kind = 'after'");
    if (begun === undefined || seq <= integer(begun, 'seq')) return 'unknown';
    const row = this.#statements.one("SELECT digest FROM redactions WHERE seq = ? AND kind = 'copy'", seq);
    return row === undefined ? null : text(row, 'digest');
  }

  /** The accounts that an event after that number was about, by name. */
  accountsSince(after: number): readonly string[] {
    const sql = 'SELECT DISTINCT account FROM events WHERE seq > ? AND account IS NOT NULL ORDER BY account';
    return this.#statements.all(sql, after).map((row) => text(row, 'account'));
  }

  /** How often the failure in the event was repeated after it was stored. */
  repeats(seq: number): Repeat | undefined {
    const row = this.#statements.one('SELECT count, last_time FROM repeats WHERE seq = ?', seq);
    return row && readRepeat(row);
  }

  /** Usernames, best match first. */
  search(query: string, limit = 20): readonly string[] {
    return this.#search(query, limit);
  }

  /** Answers several questions from one state, even while another process appends. */
  consistently<T>(ask: () => T): T {
    if (this.#db.isTransaction) return ask();
    this.#db.exec('BEGIN');
    try {
      return ask();
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #idOwner(kind: 'uid' | 'gid', id: number): string | undefined {
    const row = this.#statements.one('SELECT username FROM id_ledger WHERE kind = ? AND id = ?', kind, id);
    return row && text(row, 'username');
  }
}
