// Creates, computes and compares the folds' tables.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent } from './fold.ts';
import { allFolds } from './folds/all-folds.ts';

/** Creates every fold's tables, empty. */
export function createFolds(db: DatabaseSync): void {
  const record = db.prepare('INSERT OR REPLACE INTO folds (name, version, through) VALUES (?, ?, 0)');
  for (const fold of allFolds) {
    for (const [table, columns] of Object.entries(fold.tables)) {
      const indexed = !/^\s*\w+ INTEGER PRIMARY KEY/.test(columns);
      db.exec(`CREATE TABLE ${table} (${columns}) STRICT${indexed ? ', WITHOUT ROWID' : ''}`);
    }
    if (fold.extras) db.exec(fold.extras);
    record.run(fold.name, fold.version);
  }
}

/** One function that brings every fold up to date with one event. */
export function prepareFolds(db: DatabaseSync): ApplyEvent {
  const folds = allFolds.map((fold) => fold.prepare(db));
  return (event) => {
    for (const apply of folds) apply(event);
  };
}
