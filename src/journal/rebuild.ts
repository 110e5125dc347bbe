// Rebuilds the folds from the events alone.
import type { DatabaseSync } from 'node:sqlite';
import type { StoredEvent } from './event.ts';
import { readEvent } from './event-row.ts';
import { createFolds, dropFolds, prepareFolds, recordThrough } from './fold-tables.ts';
import { checkSnapshot, restoreSnapshot, snapshotSeq } from './snapshot.ts';
import { inTransaction } from './transaction.ts';
import { chainStart, walkChain } from './walk-chain.ts';

const BATCH = 1000;

/** Throws a `JournalDamagedError` and leaves the folds unchanged when the events are damaged. */
export function rebuildFolds(db: DatabaseSync): void {
  inTransaction(db, () => refillFolds(db));
}

/** The same within a transaction of the caller's. */
export function refillFolds(db: DatabaseSync): void {
  checkSnapshot(db);
  dropFolds(db);
  createFolds(db);
  recordThrough(db, fillFolds(db, db));
}

/** Computes the empty folds of `to` from the events of `from`; returns the number of the last event. */
export function fillFolds(from: DatabaseSync, to: DatabaseSync): number {
  restoreSnapshot(from, to);
  const folded = snapshotSeq(from);
  const apply = prepareFolds(to);
  const start = chainStart(from);
  let through = start.seq;
  let batch: StoredEvent[] = [];
  for (const row of walkChain(from, start)) {
    const event = readEvent(row);
    through = event.seq;
    if (event.seq <= folded || batch.push(event) < BATCH) continue;
    apply(batch);
    batch = [];
  }
  apply(batch);
  return through;
}
