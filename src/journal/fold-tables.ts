// Creates, empties, dumps and fills the tables of all folds.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StoredEvent } from './event.ts';
import type { Fold } from './fold.ts';
import { allFolds } from './folds/all-folds.ts';
import { integer, type Row, text } from './row.ts';
import { CORE_TABLES } from './tables.ts';

export const foldTables: readonly string[] = allFolds.flatMap((fold) => Object.keys(fold.tables));

/** Creates the empty tables of every fold. */
export function createFolds(db: DatabaseSync): void {
  const record = db.prepare('INSERT INTO folds (name, version, through) VALUES (?, ?, 0)');
  for (const fold of allFolds) {
    for (const [table, definition] of Object.entries(fold.tables))
      db.exec(`CREATE TABLE ${table} ${definition}`);
    for (const extra of fold.extras ?? []) db.exec(extra);
    record.run(fold.name, fold.version);
  }
}

/** Drops every table that is not one of the journal's own, which includes the tables of older folds. */
export function dropFolds(db: DatabaseSync): void {
  // Dropping a virtual table drops its shadow tables too, so those must not be dropped before it.
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
 * Returns a function that applies events to the folds, one fold after the other: folds do not depend on each
 * other, and the search index flushes each time a statement of another fold opens a savepoint.
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

/** Records the last event that the folds include. */
export function recordThrough(db: DatabaseSync, seq: number): void {
  db.prepare('UPDATE folds SET through = ?').run(seq);
}

/** Returns why the folds must be rebuilt; undefined when they are up to date. */
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

/** Returns the rows of a fold's table in the order of its primary key, which is among the first three columns. */
export function rowsOf(db: DatabaseSync, table: string): Iterable<Row> {
  return db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).iterate();
}

/**
 * Inserts rows into a table directly. The rows may come from an older version of the fold: a column that is
 * missing in a row gets its default, and a column that is missing in the table is skipped.
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

/** Must be called after `rowWriter`. */
export function restoreExtras(db: DatabaseSync): void {
  for (const fold of allFolds) fold.restored?.(db);
}
