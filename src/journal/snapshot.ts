// The rows of the folds, kept beside the checkpoint. A rebuild starts here once older events are dropped.
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { foldTables, restoreExtras, rowsOf, rowWriter } from './fold-tables.ts';
import { JournalDamagedError } from './journal-damaged-error.ts';
import { integer, json, type Row, text } from './row.ts';

const SnapshotRow = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

/** Replaces the snapshot by the current folds and returns its digest. */
export function takeSnapshot(db: DatabaseSync): string {
  db.exec('DELETE FROM snapshot');
  const keep = db.prepare('INSERT INTO snapshot (fold_table, content) VALUES (?, ?)');
  for (const table of foldTables) {
    for (const row of rowsOf(db, table)) keep.run(table, JSON.stringify(row));
  }
  return snapshotDigest(db);
}

export function snapshotDigest(db: DatabaseSync): string {
  const hash = createHash('sha256');
  for (const row of snapshotRows(db)) hash.update(`${text(row, 'fold_table')} ${text(row, 'content')}\n`);
  return hash.digest('hex');
}

/** The last event that the folds of the snapshot include; 0 without a snapshot. */
export function snapshotSeq(db: DatabaseSync): number {
  const row = db.prepare('SELECT folded FROM checkpoint').get();
  return row ? integer(row, 'folded') : 0;
}

/** Fills the empty folds of `to`, which may be the same database, from the snapshot in `from`. */
export function restoreSnapshot(from: DatabaseSync, to: DatabaseSync): void {
  const writers = new Map(foldTables.map((table) => [table, rowWriter(to, table)]));
  for (const row of snapshotRows(from)) {
    writers.get(text(row, 'fold_table'))?.(json(row, 'content', SnapshotRow));
  }
  restoreExtras(to);
}

/** The snapshot must be the one that the last `journal.pruned` event describes. */
export function checkSnapshot(db: DatabaseSync): void {
  const kept = db.prepare('SELECT through, hash, folded, snapshot FROM checkpoint').get();
  const recorded = db
    .prepare("SELECT data FROM events WHERE kind = 'journal.pruned' ORDER BY seq DESC LIMIT 1")
    .get();
  if (!kept && !recorded) return;
  if (!kept || !recorded)
    throw new JournalDamagedError('checkpoint', 'the checkpoint and the events do not belong together');
  const fields: Readonly<Record<string, unknown>> = json(recorded, 'data', z.record(z.string(), z.unknown()));
  const same = Object.keys(kept).every((field) => kept[field] === fields[field]);
  if (!same)
    throw new JournalDamagedError('checkpoint', 'the checkpoint is not the one that the events record');
  if (snapshotDigest(db) !== text(kept, 'snapshot'))
    throw new JournalDamagedError('checkpoint', 'the snapshot was changed');
}

function snapshotRows(db: DatabaseSync): Iterable<Row> {
  return db.prepare('SELECT fold_table, content FROM snapshot ORDER BY id').iterate();
}
