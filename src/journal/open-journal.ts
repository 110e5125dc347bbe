// Opens the journal for the one process that writes it, and detects what happened to the file since the last run.
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
import { standInForTables, upgradeTables } from './versions.ts';
import { headOf, tailStart, walkChain } from './walk-chain.ts';

interface OpenJournalOptions {
  /** The folder must exist and belong to root alone, because the file holds password hashes. */
  readonly path: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /**
   * Renames the file, with its `-wal` and `-shm` companions, to a free name beside it
   * (`journal.db.damaged-<time>`), syncs the folder, and returns the new path. It never deletes.
   */
  readonly setAside: (path: string) => string;
  /** The identity of a newly created journal; random by default. */
  readonly identity?: string;
}

/**
 * `new`: there was no journal. `rebuilt`: the folds did not agree with the events and were rebuilt.
 * `set_aside`: the journal was damaged, and a new one was created. After `new` and `set_aside` jopanel does not
 * know what it owns, so it deletes nothing until it has observed it again.
 */
export interface OpenedJournal {
  readonly journal: Journal;
  readonly condition: 'new' | 'sound' | 'rebuilt' | 'set_aside';
  /** One sentence for a person; empty when the journal is intact. */
  readonly reason: string;
  readonly setAsidePath?: string;
}

/** A start checks only the end of the chain; `verifyJournal` checks all of it. */
const TAIL = 256;

/**
 * Throws a `JournalTooNewError` for the journal of a newer jopanel, and what SQLite throws when the file cannot be
 * opened (permissions, a full disk, I/O errors). Neither means that the journal is damaged.
 */
export function openJournal(options: OpenJournalOptions): OpenedJournal {
  let db: DatabaseSync | undefined;
  try {
    db = connectWriter(options.path);
    if (isBlank(db)) return { journal: begin(db, options), condition: 'new', reason: 'there was no journal' };
    const stale = check(db);
    upgradeTables(db);
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

/** Opens the journal for reading only, from another process or thread than the writer's. */
export function openJournalReader(path: string): JournalReader {
  const db = connectReader(path);
  try {
    checkFile(db, 'quick');
    standInForTables(db);
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

/** Throws when the journal is damaged; returns why the folds are stale, if they are. */
function check(db: DatabaseSync): string | undefined {
  checkFile(db, 'quick');
  for (const _ of walkChain(db, tailStart(db, TAIL)));
  return staleFolds(db, headOf(db).seq);
}
