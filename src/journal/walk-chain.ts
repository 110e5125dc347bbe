// Walks the events in order and checks the hash of each against the one before.
import type { DatabaseSync } from 'node:sqlite';
import { genesis, linkHash } from './chain.ts';
import { EVENT_COLUMNS } from './event-row.ts';
import { JournalDamagedError } from './journal-damaged-error.ts';
import { integer, type Row, text, textOrNull } from './row.ts';
import type { Head } from './states.ts';

const BATCH = 1000;

/** The hash before the first event that is kept: that of the checkpoint, or the journal's genesis hash. */
export function chainStart(db: DatabaseSync): Head {
  const checkpoint = db.prepare('SELECT through, hash FROM checkpoint').get();
  if (checkpoint) return { seq: integer(checkpoint, 'through'), hash: text(checkpoint, 'hash') };
  const journal = db.prepare('SELECT identity FROM journal').get();
  if (!journal) throw new JournalDamagedError('file', 'the journal does not say which one it is');
  return { seq: 0, hash: genesis(text(journal, 'identity')) };
}

/** Yields the rows after `start` in order. Throws at the first row that does not follow from the one before. */
export function* walkChain(db: DatabaseSync, start: Head): Generator<Row> {
  const next = db.prepare(`SELECT ${EVENT_COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ${BATCH}`);
  let previous = start;
  for (;;) {
    const rows = next.all(previous.seq);
    for (const row of rows) {
      previous = checkLink(previous, row);
      yield row;
    }
    if (rows.length < BATCH) return;
  }
}

function checkLink(previous: Head, row: Row): Head {
  const seq = integer(row, 'seq');
  const expected = previous.seq + 1;
  if (seq !== expected) throw new JournalDamagedError('chain', `event ${expected} is missing`, expected);
  const hash = linkHash(previous.hash, {
    seq,
    time: integer(row, 'time'),
    account: textOrNull(row, 'account'),
    kind: text(row, 'kind'),
    data: text(row, 'data'),
  });
  if (hash !== text(row, 'hash')) {
    throw new JournalDamagedError('chain', `event ${seq} does not follow from the one before it`, seq);
  }
  return { seq, hash };
}

/** The event `count` places before the last one, or the chain's start: a check of the tail begins here. */
export function tailStart(db: DatabaseSync, count: number): Head {
  const row = db.prepare('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1 OFFSET ?').get(count);
  return row ? { seq: integer(row, 'seq'), hash: text(row, 'hash') } : chainStart(db);
}

export function headOf(db: DatabaseSync): Head {
  return tailStart(db, 0);
}
