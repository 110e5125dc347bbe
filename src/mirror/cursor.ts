// The mirrored position of one host. It changes in the same transaction as the rows, so each entry takes effect
// once, whichever side crashes.
import { z } from 'zod';
import type { JournalReader } from '../journal/reader.ts';
import { ROWS_VERSION } from './account-row.ts';
import type { Session } from './session.ts';
import { sqlTime } from './sql-time.ts';

export interface Cursor {
  /** Account rows are as this entry left them, or later; null: the rows cannot be relied on. */
  readonly accountsThrough: number | null;
  /** The audit log has the entries up to this one. */
  readonly auditThrough: number;
  /** The hash of that entry. */
  readonly auditHash: string;
}

const NOTHING: Cursor = { accountsThrough: null, auditThrough: 0, auditHash: '' };

const CursorRow = z.object({
  journal: z.string(),
  rows_version: z.int(),
  accounts_through: z.int().nullable(),
  audit_through: z.int(),
  audit_hash: z.string(),
});

/** The part of a database that one host writes. */
export interface Place {
  readonly session: Session;
  readonly host: string;
}

/** Must be called first in a transaction: it locks the rows of this host until the transaction ends. */
export async function lockCursor(place: Place, journal: JournalReader): Promise<Cursor> {
  const { session, host } = place;
  const [there] = await session.rows(z.unknown(), 'SELECT 1 FROM mirror_hosts WHERE host = ? FOR UPDATE', [
    host,
  ]);
  if (there !== undefined) return readCursor(place, journal);
  const values = [host, journal.identity(), ROWS_VERSION, '', sqlTime(0)];
  await session.run(
    'INSERT IGNORE INTO mirror_hosts (host, journal, rows_version, audit_through, audit_hash, written_at) VALUES (?, ?, ?, 0, ?, ?)',
    values,
  );
  return readCursor(place, journal);
}

/** The usable part of a stored cursor: one of another journal, or of another history of it, starts over. */
export async function readCursor({ session, host }: Place, journal: JournalReader): Promise<Cursor> {
  const sql = `SELECT journal, rows_version, accounts_through, audit_through, audit_hash FROM mirror_hosts WHERE host = ?`;
  const [row] = await session.rows(CursorRow, sql, [host]);
  if (row === undefined || row.journal !== journal.identity()) return NOTHING;
  const audit = { auditThrough: row.audit_through, auditHash: row.audit_hash };
  if (!isPast(journal, audit)) return NOTHING;
  return { ...audit, accountsThrough: row.rows_version === ROWS_VERSION ? row.accounts_through : null };
}

export async function moveCursor(
  { session, host }: Place,
  journal: JournalReader,
  { accountsThrough, auditThrough, auditHash }: Cursor,
  now: number,
): Promise<void> {
  await session.run(
    `UPDATE mirror_hosts SET journal = ?, rows_version = ?, accounts_through = ?, audit_through = ?, audit_hash = ?,
     written_at = ? WHERE host = ?`,
    [journal.identity(), ROWS_VERSION, accountsThrough, auditThrough, auditHash, sqlTime(now), host],
  );
}

/** Whether the journal has an entry of that number and hash, as far as it still knows. */
function isPast(
  journal: JournalReader,
  { auditThrough, auditHash }: Omit<Cursor, 'accountsThrough'>,
): boolean {
  if (auditThrough === 0) return true;
  const [link] = journal.links(auditThrough - 1, { limit: 1, size: 1 });
  // The entry was pruned; it existed when it was mirrored.
  if (link === undefined || link.seq !== auditThrough) return auditThrough <= journal.prunedThrough();
  return link.hash === auditHash;
}
