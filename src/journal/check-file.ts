// Checks whether an SQLite file is a journal that this program can read, and whether the file is intact.
import type { DatabaseSync } from 'node:sqlite';
import { JournalDamagedError } from './journal-damaged-error.ts';
import { JournalTooNewError } from './journal-too-new-error.ts';
import { integer, text } from './row.ts';
import { APPLICATION_ID, CORE_TABLES, JOURNAL_VERSION, TABLES_SINCE } from './tables.ts';

/** The file is missing or empty, or a crash cut its creation short: nothing was ever written to it. */
export function isBlank(db: DatabaseSync): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

/** `quick` skips the comparison of the indexes with their tables, which costs more than reading the file once. */
export function checkFile(db: DatabaseSync, depth: 'quick' | 'whole'): void {
  if (pragma(db, 'application_id') !== APPLICATION_ID) {
    throw new JournalDamagedError('file', 'the file is a database, but no journal of jopanel');
  }
  const version = pragma(db, 'user_version');
  if (version > JOURNAL_VERSION) throw new JournalTooNewError(version);
  const found = db.prepare(`PRAGMA ${depth === 'quick' ? 'quick_check' : 'integrity_check'}(1)`).get() ?? {};
  const [first] = Object.values(found);
  if (first !== 'ok') throw new JournalDamagedError('file', `the file is corrupt: ${String(first)}`);
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const names = new Set(tables.map((row) => text(row, 'name')));
  const missing = CORE_TABLES.find((table) => (TABLES_SINCE[table] ?? 1) <= version && !names.has(table));
  if (missing) throw new JournalDamagedError('file', `the table ${missing} is missing`);
}

function pragma(db: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return integer(db.prepare(`PRAGMA ${name}`).get() ?? {}, name);
}
