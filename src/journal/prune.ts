// Drops old events and writes a checkpoint in their place, so that the chain and the folds keep a starting point.
import type { DatabaseSync } from 'node:sqlite';
import { integerOrNull, text } from './row.ts';
import { takeSnapshot } from './snapshot.ts';
import { chainStart, headOf } from './walk-chain.ts';

/** An event is dropped only when every given limit allows it. */
export interface PruneOptions {
  /** This many of the newest events stay. */
  readonly keepEvents?: number;
  /** Epoch milliseconds; events from this time on stay. */
  readonly olderThan?: number;
  /** The last event that the mirror has; later events stay. */
  readonly mirrorCursor?: number;
  /** A snapshot is not worth its cost when fewer events than this can be dropped. */
  readonly atLeast?: number;
}

export interface Checkpoint {
  readonly through: number;
  readonly hash: string;
  /** The last event that the folds of the snapshot include; it is later than `through`. */
  readonly folded: number;
  readonly snapshot: string;
}

export interface Pruned {
  readonly events: number;
  readonly revisions: number;
}

/** Returns the last event that may be dropped; undefined when too few may. */
export function pruneThrough(db: DatabaseSync, options: PruneOptions): number | undefined {
  const head = headOf(db).seq;
  const bounds = [head - Math.max(0, options.keepEvents ?? 0), options.mirrorCursor ?? head];
  if (options.olderThan !== undefined) {
    const young =
      db.prepare('SELECT min(seq) AS seq FROM events WHERE time >= ?').get(options.olderThan) ?? {};
    bounds.push((integerOrNull(young, 'seq') ?? head + 1) - 1);
  }
  // A start that finds an interrupted wave reads what the wave intended.
  const open = db.prepare('SELECT min(seq) AS seq FROM open_waves').get() ?? {};
  bounds.push((integerOrNull(open, 'seq') ?? head + 1) - 1);
  const through = Math.min(...bounds);
  const dropped = through - chainStart(db).seq;
  return dropped >= Math.max(1, options.atLeast ?? 1000) ? through : undefined;
}

/** Must be called within the transaction that appends `journal.pruned` with the returned values. */
export function dropEvents(db: DatabaseSync, through: number): { checkpoint: Checkpoint; pruned: Pruned } {
  const last = db.prepare('SELECT hash FROM events WHERE seq = ?').get(through) ?? {};
  const hash = text(last, 'hash');
  const folded = headOf(db).seq;
  const checkpoint = { through, hash, folded, snapshot: takeSnapshot(db) };
  db.prepare(
    `INSERT OR REPLACE INTO checkpoint (only, through, hash, folded, snapshot) VALUES (1, ?, ?, ?, ?)`,
  ).run(through, hash, folded, checkpoint.snapshot);
  const { changes: events } = db.prepare('DELETE FROM events WHERE seq <= ?').run(through);
  db.prepare('DELETE FROM repeats WHERE seq <= ?').run(through);
  // A content that no history names any more belonged to an account that was purged.
  const { changes: revisions } = db
    .prepare('DELETE FROM revisions WHERE hash NOT IN (SELECT revision FROM history)')
    .run();
  return { checkpoint, pruned: { events: Number(events), revisions: Number(revisions) } };
}
