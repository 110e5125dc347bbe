import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';

/** The position up to which a log file is counted. */
export interface LogCursor {
  readonly identity: string;
  readonly offset: number;
}

/** The result of one read of an account's logs. */
export interface Counted {
  readonly username: string;
  /** The cursors of its present log files; cursors of other files are deleted, because those were rotated away. */
  readonly cursors: readonly LogCursor[];
  readonly bytes: ReadonlyMap<string, number>;
}

const BUSY_MS = 5000;

/**
 * The counted bytes and the positions in the logs, in a file of its own, so that the journal does not grow with
 * every request. Sums and cursors change in one transaction, so that a power loss neither loses nor repeats
 * a count.
 */
export class TrafficStore {
  readonly #db: DatabaseSync;

  /** @throws when the file is damaged */
  constructor(path: string) {
    this.#db = new DatabaseSync(path, { timeout: BUSY_MS });
    try {
      this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
      this.#db.exec(`
        CREATE TABLE IF NOT EXISTS cursors (
          account TEXT NOT NULL, identity TEXT NOT NULL, position INTEGER NOT NULL,
          PRIMARY KEY (account, identity)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS traffic (
          account TEXT NOT NULL, month TEXT NOT NULL, bytes INTEGER NOT NULL,
          PRIMARY KEY (account, month)) WITHOUT ROWID`);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  cursors(): Map<string, LogCursor[]> {
    const cursors = new Map<string, LogCursor[]>();
    for (const row of this.#db.prepare('SELECT account, identity, position FROM cursors').iterate()) {
      const account = String(row.account);
      const cursor = { identity: String(row.identity), offset: Number(row.position) };
      cursors.set(account, [...(cursors.get(account) ?? []), cursor]);
    }
    return cursors;
  }

  bytesOf(month: string): Map<string, number> {
    return readBytes(this.#db, month);
  }

  add(counted: readonly Counted[]): void {
    const forget = this.#db.prepare('DELETE FROM cursors WHERE account = ?');
    const remember = this.#db.prepare('INSERT INTO cursors (account, identity, position) VALUES (?, ?, ?)');
    const add = this.#db.prepare(
      `INSERT INTO traffic (account, month, bytes) VALUES (?, ?, ?)
       ON CONFLICT (account, month) DO UPDATE SET bytes = bytes + excluded.bytes`,
    );
    this.#together(() => {
      for (const { username, cursors, bytes } of counted) {
        forget.run(username);
        for (const { identity, offset } of cursors) remember.run(username, identity, offset);
        for (const [month, sent] of bytes) add.run(username, month, sent);
      }
    });
  }

  /** Deletes the counts of a purged account, so that a new account of that name starts at 0. */
  forget(usernames: readonly string[]): void {
    const statements = ['cursors', 'traffic'].map((table) =>
      this.#db.prepare(`DELETE FROM ${table} WHERE account = ?`),
    );
    this.#together(() => {
      for (const username of usernames) for (const statement of statements) statement.run(username);
    });
  }

  accounts(): string[] {
    const rows = this.#db.prepare('SELECT account FROM cursors UNION SELECT account FROM traffic').all();
    return rows.map((row) => String(row.account));
  }

  close(): void {
    this.#db.close();
  }

  #together(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}

/** The sums of a month, read from another process; empty when there is no file. */
export function readTraffic(path: string, month: string): ReadonlyMap<string, number> {
  let db: DatabaseSync;
  try {
    db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
  } catch {
    return new Map();
  }
  try {
    return readBytes(db, month);
  } finally {
    db.close();
  }
}

function readBytes(db: DatabaseSync, month: string): Map<string, number> {
  const rows: Iterable<Record<string, SQLOutputValue>> = db
    .prepare('SELECT account, bytes FROM traffic WHERE month = ?')
    .iterate(month);
  return new Map([...rows].map((row) => [String(row.account), Number(row.bytes)]));
}
