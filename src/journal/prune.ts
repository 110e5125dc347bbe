// Drops old events and leaves a checkpoint in their place, so that the chain and the folds still have a start.
import type { DatabaseSync } from 'node:sqlite';
import { integerOrNull, text } from './row.ts';
import { takeSnapshot } from './snapshot.ts';
import { chainStart, headOf } from './walk-chain.ts';

/** An event goes only when every bound that is given lets it go. */
export interface PruneOptions {
  /** The newest so many stay. */
  readonly keepEvents?: number;
  /** Epoch milliseconds; this and all that came later stays. */
  readonly olderThan?: number;
  /** The last event that the mirror has; the rest stays. */
  readonly mirrorCursor?: number;
  /** Fewer than this are not worth a snapshot. */
  readonly atLeast?: number;
}

export interface Checkpoint {
  readonly through: number;
  readonly hash: string;
  /** Up to which event the snapshot's folds are; later than `through`. */
  readonly folded: number;
  readonly snapshot: string;
}

export interface Pruned {
  readonly events: number;
  readonly revisions: number;
}

/** The last event that may go; undefined when too few may. */
export function pruneThrough(db: DatabaseSync, options: PruneOptions): number | undefined {
  const head = headOf(db).seq;
  const bounds = [head - Math.max(0, options.keepEvents ?? 0), options.mirrorCursor ?? head];
  if (options.olderThan !== undefined) {
    const young =
      db.prepare('SELECT min(seq) AS seq FROM events WHERE time >= ?').get(options.olderThan) ?? {};
    bounds.push((integerOrNull(young, 'seq') ?? head + 1) - 1);
  }
  // Whoever finds a wave cut short reads what it meant to do.
  const open = db.prepare('SELECT min(seq) AS seq FROM open_waves').get() ?? {};
  bounds.push((integerOrNull(open, 'seq') ?? head + 1) - 1);
  const through = Math.min(...bounds);
  const dropped = through - chainStart(db).seq;
  return dropped >= Math.max(1, options.atLeast ?? 1000) ? through : undefined;
}

/** To be called within the transaction that appends `journal.pruned` with what this returns. */
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
  // What no account's history names any more belonged to accounts that were purged.
  const { changes: revisions } = db
    .prepare('DELETE FROM revisions WHERE hash NOT IN (SELECT revision FROM history)')
    .run();
  return { checkpoint, pruned: { events: Number(events), revisions: Number(revisions) } };
}
