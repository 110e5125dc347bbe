// How long the journal keeps its events, and how long it waits for MariaDB to have them.
import type { Logger } from 'pino';
import type { Journal } from '../../journal/journal.ts';

const DAY_MS = 86_400_000;
/** Events are kept for this long; what folds and history need is kept for ever. */
export const KEEP_EVENTS_MS = 90 * DAY_MS;
/** Events that the mirror does not have yet are kept for as long again and no longer, because a server that never comes back must not fill the disk. */
export const KEEP_FOR_MIRROR_MS = 2 * KEEP_EVENTS_MS;

interface PruneJournalOptions {
  readonly now: number;
  /** Up to which event MariaDB has the journal; undefined where there is nothing to mirror to. */
  readonly mirroredThrough: number | undefined;
  readonly log: Pick<Logger, 'info' | 'error'>;
  /** As in `PruneOptions`. */
  readonly atLeast?: number;
}

export function pruneJournal(journal: Journal, options: PruneJournalOptions): void {
  const { now, mirroredThrough, log, atLeast = 1000 } = options;
  const held = mirroredThrough === undefined ? {} : { mirrorCursor: mirroredThrough };
  const { events } = journal.prune({ olderThan: now - KEEP_EVENTS_MS, atLeast, ...held });
  if (events > 0) log.info({ events }, 'old events dropped from the journal');
  if (mirroredThrough === undefined) return;
  const lost = journal.prune({ olderThan: now - KEEP_FOR_MIRROR_MS, atLeast }).events;
  if (lost > 0) log.error({ events: lost }, 'events dropped that the audit log in MariaDB will never have');
}
