// Opens the journal for the one process that writes it, and notices what became of it meanwhile.
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { checkFile, isBlank } from './check-file.ts';
import { connectReader, connectWriter } from './connect.ts';
import { createFolds, staleFolds } from './fold-tables.ts';
import { Journal } from './journal.ts';
import { asDamage } from './journal-damaged-error.ts';
import { JournalReader } from './reader.ts';
import { rebuildFolds } from './rebuild.ts';
import { APPLICATION_ID, JOURNAL_TABLES, JOURNAL_VERSION } from './tables.ts';
import { inTransaction } from './transaction.ts';
import { headOf, tailStart, walkChain } from './walk-chain.ts';

export interface OpenJournalOptions {
  /** The folder must be there, and be nobody's but root's: the file holds password hashes. */
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

/**
 * `new`: there was none. `rebuilt`: the folds did not agree with the events and were computed anew.
 * `set_aside`: it was damaged, and a new one is begun. After `new` and `set_aside` jopanel knows nothing of
 * what it owns, so it deletes nothing until it has learned it again.
 */
export interface OpenedJournal {
  readonly journal: Journal;
  readonly condition: 'new' | 'sound' | 'rebuilt' | 'set_aside';
  /** One sentence for a person; empty when sound. */
  readonly reason: string;
  readonly setAsidePath?: string;
}

/** At start only the end of the chain is walked; `verifyJournal` walks all of it. */
const TAIL = 256;

/**
 * Throws a `JournalTooNewError` for a newer jopanel's journal, and what SQLite throws when the file cannot be
 * opened at all (permissions, a full disk, I/O): neither says that the journal is damaged.
 */
export function openJournal(options: OpenJournalOptions): OpenedJournal {
  let db: DatabaseSync | undefined;
  try {
    db = connectWriter(options.path);
    if (isBlank(db)) return { journal: begin(db, options), condition: 'new', reason: 'there was no journal' };
    const stale = check(db);
    if (stale !== undefined) rebuildFolds(db);
    const journal = new Journal(db, options.now);
    return { journal, condition: stale === undefined ? 'sound' : 'rebuilt', reason: stale ?? '' };
  } catch (error) {
    if (db?.isOpen) db.close();
    const damage = asDamage(error);
    if (!damage) throw error;
    const setAsidePath = options.setAside(options.path);
    const journal = begin(connectWriter(options.path), options);
    return { journal, condition: 'set_aside', reason: damage.message, setAsidePath };
  }
}

/** The same questions from another process, or beside the writer; never writes. */
export function openJournalReader(path: string): JournalReader {
  const db = connectReader(path);
  try {
    checkFile(db, 'quick');
    return new JournalReader(db);
  } catch (error) {
    db.close();
    throw asDamage(error) ?? error;
  }
}

function begin(db: DatabaseSync, { now, identity = randomUUID() }: OpenJournalOptions): Journal {
  inTransaction(db, () => {
    db.exec(JOURNAL_TABLES);
    db.prepare('INSERT INTO journal (only, identity, begun_at) VALUES (1, ?, ?)').run(identity, now());
    createFolds(db);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${JOURNAL_VERSION}`);
  });
  return new Journal(db, now);
}

/** Throws when damaged; says why the folds are stale, if they are. */
function check(db: DatabaseSync): string | undefined {
  checkFile(db, 'quick');
  for (const _ of walkChain(db, tailStart(db, TAIL)));
  return staleFolds(db, headOf(db).seq);
}
