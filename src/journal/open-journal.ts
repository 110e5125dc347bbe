// Opens the journal for the one process that writes it.
import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { createFolds } from './fold-state.ts';
import { Journal } from './journal.ts';
import { JournalReader } from './reader.ts';
import { APPLICATION_ID, JOURNAL_TABLES, JOURNAL_VERSION } from './tables.ts';
import { inTransaction } from './transaction.ts';

export interface OpenJournalOptions {
  readonly path: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /**
   * Renames the file, and its `-wal` and `-shm` companions where there are any, to a name beside it that is
   * free (`journal.db.damaged-<time>`), makes that durable, and returns the new path. Never deletes.
   */
  readonly setAside: (path: string) => string;
  /** Names the new journal when one is begun; random unless told. */
  readonly identity?: string;
}

export interface OpenedJournal {
  readonly journal: Journal;
  readonly condition: 'new' | 'sound' | 'rebuilt' | 'set_aside';
  /** One sentence for a person; empty when sound. */
  readonly reason: string;
  readonly setAsidePath?: string;
}

export function openJournal(options: OpenJournalOptions): OpenedJournal {
  const db = new DatabaseSync(options.path, { timeout: 5000, enableForeignKeyConstraints: false });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const begun = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'journal'").get();
  if (!begun) begin(db, options);
  return {
    journal: new Journal(db, options.now),
    condition: begun ? 'sound' : 'new',
    reason: begun ? '' : 'there was no journal',
  };
}

/** The same questions from another process, or beside the writer; never writes. */
export function openJournalReader(path: string): JournalReader {
  return new JournalReader(new DatabaseSync(path, { readOnly: true, timeout: 5000 }));
}

function begin(db: DatabaseSync, { now, identity = randomUUID() }: OpenJournalOptions): void {
  inTransaction(db, () => {
    db.exec(JOURNAL_TABLES);
    db.prepare('INSERT INTO journal (only, identity, begun_at) VALUES (1, ?, ?)').run(identity, now());
    createFolds(db);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${JOURNAL_VERSION}`);
  });
}
