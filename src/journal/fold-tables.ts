// The folds' tables as a whole: made, emptied, dumped and filled.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StoredEvent } from './event.ts';
import type { Fold } from './fold.ts';
import { allFolds } from './folds/all-folds.ts';
import { integer, type Row, text } from './row.ts';
import { CORE_TABLES } from './tables.ts';

export const foldTables: readonly string[] = allFolds.flatMap((fold) => Object.keys(fold.tables));

/** Creates every fold's tables, empty. */
export function createFolds(db: DatabaseSync): void {
  const record = db.prepare('INSERT INTO folds (name, version, through) VALUES (?, ?, 0)');
  for (const fold of allFolds) {
    for (const [table, definition] of Object.entries(fold.tables))
      db.exec(`CREATE TABLE ${table} ${definition}`);
    for (const extra of fold.extras ?? []) db.exec(extra);
    record.run(fold.name, fold.version);
  }
}

/** Drops whatever is no table of the journal itself, so that the tables of an older fold go too. */
export function dropFolds(db: DatabaseSync): void {
  // A virtual table takes its shadow tables along, so these must not be dropped before it.
  for (const kind of ['CREATE VIRTUAL TABLE', 'CREATE TABLE']) {
    const made = db.prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
       AND sql LIKE ? || '%'`,
    );
    for (const row of made.all(kind)) {
      const name = text(row, 'name');
      if (!CORE_TABLES.includes(name)) db.exec(`DROP TABLE "${name.replaceAll('"', '""')}"`);
    }
  }
  db.exec('DELETE FROM folds');
}

/**
 * One function that brings the folds up to date with some events: fold by fold, because they do not depend on
 * each other, and the search index flushes whenever a statement of another fold opens a savepoint.
 */
export function prepareFolds(
  db: DatabaseSync,
  folds: readonly Fold[] = allFolds,
): (events: readonly StoredEvent[]) => void {
  const applies = folds.map((fold) => fold.prepare(db));
  return (events) => {
    for (const apply of applies) for (const event of events) apply(event);
  };
}

/** Says up to which event the folds are. */
export function recordThrough(db: DatabaseSync, seq: number): void {
  db.prepare('UPDATE folds SET through = ?').run(seq);
}

/** Why the folds must be computed anew; undefined when they are up to date. */
export function staleFolds(db: DatabaseSync, head: number): string | undefined {
  const rows = db.prepare('SELECT name, version, through FROM folds').all();
  const known = new Map(rows.map((row) => [text(row, 'name'), row]));
  for (const fold of allFolds) {
    const row = known.get(fold.name);
    if (!row || integer(row, 'version') !== fold.version)
      return `${fold.name} is computed in another way now`;
    const through = integer(row, 'through');
    if (through !== head) return `${fold.name} stands at event ${through}, the journal at ${head}`;
  }
  return known.size > allFolds.length ? 'a fold is no longer in use' : undefined;
}

/** The rows of a fold's table, in the order of its primary key, which is among the first three columns. */
export function rowsOf(db: DatabaseSync, table: string): Iterable<Row> {
  return db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).iterate();
}

/**
 * Puts rows into a table directly. A column that a row lacks takes its default, one that the table lacks is
 * left out: the row may come from an older version of the fold.
 */
export function rowWriter(db: DatabaseSync, table: string): (row: Row) => void {
  const columns = db
    .prepare('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map((row) => text(row, 'name'));
  const statements = new Map<string, StatementSync>();
  return (row) => {
    const kept = columns.filter((column) => column in row);
    const list = kept.join(', ');
    const marks = kept.map(() => '?').join(', ');
    const known = statements.get(list) ?? db.prepare(`INSERT INTO ${table} (${list}) VALUES (${marks})`);
    statements.set(list, known);
    known.run(...kept.map((column) => row[column] ?? null));
  };
}

/** To be called after `rowWriter`. */
export function restoreExtras(db: DatabaseSync): void {
  for (const fold of allFolds) fold.restored?.(db);
}
