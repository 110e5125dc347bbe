// What a journal says of the secrets that were taken out of it.
import type { DatabaseSync } from 'node:sqlite';
import type { EventOf } from './event.ts';
import { EVENT_COLUMNS, readEvent } from './event-row.ts';

/** Oldest first. */
export function expungedFrom(db: DatabaseSync): readonly EventOf<'journal.expunged'>['data'][] {
  const rows = db.prepare(`SELECT ${EVENT_COLUMNS} FROM events WHERE kind = 'journal.expunged' ORDER BY seq`);
  return rows.all().flatMap((row) => {
    const event = readEvent(row);
    return event.kind === 'journal.expunged' ? [event.data] : [];
  });
}
