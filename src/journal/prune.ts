// Drops old events and writes a checkpoint in their place, so that the chain and the folds keep a starting point.
import type { DatabaseSync } from 'node:sqlite';
import { auditDigest, auditEntry } from './audit-entry.ts';
import { dropForgotten } from './contents.ts';
import { EVENT_COLUMNS, readLink } from './event-row.ts';
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

interface Checkpoint {
  readonly through: number;
  readonly hash: string;
  /** The last event that the folds of the snapshot include; it is later than `through`. */
  readonly folded: number;
  readonly snapshot: string;
}

interface RedactedCopy {
  readonly seq: number;
  readonly digest: string;
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
export function dropEvents(
  db: DatabaseSync,
  through: number,
): { checkpoint: Checkpoint; redacted: readonly RedactedCopy[]; pruned: Pruned } {
  const last = db.prepare('SELECT hash FROM events WHERE seq = ?').get(through) ?? {};
  const hash = text(last, 'hash');
  const folded = headOf(db).seq;
  const checkpoint = { through, hash, folded, snapshot: takeSnapshot(db) };
  db.prepare(
    `INSERT OR REPLACE INTO checkpoint (only, through, hash, folded, snapshot) VALUES (1, ?, ?, ?, ?)`,
  ).run(through, hash, folded, checkpoint.snapshot);
  const redacted = redactedThrough(db, through);
  const { changes: events } = db.prepare('DELETE FROM events WHERE seq <= ?').run(through);
  db.prepare('DELETE FROM repeats WHERE seq <= ?').run(through);
  return { checkpoint, redacted, pruned: { events: Number(events), revisions: dropForgotten(db) } };
}

/** Of these entries the hash will not say what their copy in the audit log has to be, as it is not the hashed text. */
function redactedThrough(db: DatabaseSync, through: number): RedactedCopy[] {
  const redacted: RedactedCopy[] = [];
  const rows = db.prepare(`SELECT ${EVENT_COLUMNS} FROM events WHERE seq <= ? ORDER BY seq`);
  for (const row of rows.iterate(through)) {
    const link = readLink(row);
    const copy = auditEntry(link);
    if (copy.detail !== link.data) redacted.push({ seq: link.seq, digest: auditDigest(copy) });
  }
  return redacted;
}
