// Converts between a row of the events table and an event.
import type { Link } from './chain.ts';
import { EventBody, type StoredEvent } from './event.ts';
import { JournalDamagedError } from './journal-damaged-error.ts';
import { integer, type Row, text, textOrNull } from './row.ts';

export const EVENT_COLUMNS = 'seq, time, account, kind, data, hash';

export function readEvent(row: Row): StoredEvent {
  const seq = integer(row, 'seq');
  const body = EventBody.safeParse({
    kind: text(row, 'kind'),
    account: textOrNull(row, 'account'),
    data: parseData(text(row, 'data'), seq),
  });
  if (!body.success)
    throw new JournalDamagedError('event', `event ${seq} does not read: ${body.error.message}`, seq);
  return { ...body.data, seq, time: integer(row, 'time'), hash: text(row, 'hash') };
}

export interface HashedLink extends Link {
  readonly hash: string;
}

/** The event as the hash chain covers it; its data stays text. */
export function readLink(row: Row): HashedLink {
  return {
    seq: integer(row, 'seq'),
    time: integer(row, 'time'),
    account: textOrNull(row, 'account'),
    kind: text(row, 'kind'),
    data: text(row, 'data'),
    hash: text(row, 'hash'),
  };
}

function parseData(source: string, seq: number): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw new JournalDamagedError('event', `event ${seq} holds no JSON`, seq);
  }
}
