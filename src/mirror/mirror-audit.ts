// Adds journal entries to the audit log in order, a page in one transaction with the cursor.
import { z } from 'zod';
import type { HashedLink } from '../journal/event-row.ts';
import type { JournalReader } from '../journal/reader.ts';
import { auditRow } from './audit-row.ts';
import { lockCursor, moveCursor, type Place } from './cursor.ts';
import { placeholders } from './placeholders.ts';

const COLUMNS = ['host', 'journal', 'sequence', 'time', 'account', 'actor', 'action', 'detail', 'hash'];
const ADD = `INSERT INTO audit_logs (${COLUMNS.join(', ')}) VALUES (${placeholders(COLUMNS.length)})`;

/** Large enough for few commits, and small enough for memory and the server's packets. */
export const PAGE = { limit: 2000, size: 4 * 1024 * 1024 };

const Entry = z.object({ sequence: z.int(), hash: z.string() });

/** Adds one page, and nothing after `upTo`. @returns the last entry that the audit log then has */
export async function mirrorAudit(
  place: Place,
  journal: JournalReader,
  { upTo, now }: { readonly upTo: number; readonly now: () => number },
): Promise<number> {
  return place.session.atomically(async () => {
    const cursor = await lockCursor(place, journal);
    const after = Math.max(cursor.auditThrough, journal.prunedThrough());
    const page = journal.links(after, PAGE).filter(({ seq }) => seq <= upTo);
    const last = page.at(-1);
    if (last === undefined) return upTo;
    await addEntries(place, journal, page);
    await moveCursor(place, journal, { ...cursor, auditThrough: last.seq, auditHash: last.hash }, now());
    return last.seq;
  });
}

/**
 * Adds the entries of the page that are missing, so that a lost cursor duplicates nothing. @returns how many were added
 */
export async function addEntries(
  { session, host }: Place,
  journal: JournalReader,
  page: readonly HashedLink[],
): Promise<number> {
  const [first, last] = [page[0], page.at(-1)];
  if (first === undefined || last === undefined) return 0;
  const identity = journal.identity();
  const found = await session.rows(
    Entry,
    'SELECT sequence, hash FROM audit_logs WHERE host = ? AND journal = ? AND sequence BETWEEN ? AND ?',
    [host, identity, first.seq, last.seq],
  );
  const there = new Set(found.map(({ sequence, hash }) => `${sequence} ${hash}`));
  const missing = page.filter(({ seq, hash }) => !there.has(`${seq} ${hash}`));
  await session.batch(
    ADD,
    missing.map((link) => {
      const { sequence, time, account, actor, action, detail, hash } = auditRow(link);
      return [host, identity, sequence, time, account, actor, action, detail, hash];
    }),
  );
  return missing.length;
}
