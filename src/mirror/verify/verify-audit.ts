// Compares the audit log with the journal, entry by entry, as far back as the journal goes.
import { z } from 'zod';
import type { JournalReader } from '../../journal/reader.ts';
import { auditRow } from '../audit-row.ts';
import type { Cursor, Place } from '../cursor.ts';
import { PAGE } from '../mirror-audit.ts';
import type { MirrorFinding } from './verification-report.ts';

export const Entry = z.object({
  sequence: z.int(),
  time: z.string(),
  account: z.string().nullable(),
  actor: z.string().nullable(),
  action: z.string(),
  detail: z.string(),
  hash: z.string(),
});
export type Entry = z.infer<typeof Entry>;

const COLUMNS = Entry.keyof().options;

/** The first rows of this host and journal after one number, up to another. */
export async function entriesAfter(
  { session, host }: Place,
  journal: JournalReader,
  { after, through, limit }: { readonly after: number; readonly through: number; readonly limit: number },
): Promise<Entry[]> {
  return session.rows(
    Entry,
    `SELECT ${COLUMNS.join(', ')} FROM audit_logs
     WHERE host = ? AND journal = ? AND sequence > ? AND sequence <= ? ORDER BY sequence, hash LIMIT ?`,
    [host, journal.identity(), after, through, limit],
  );
}

export async function* verifyAudit(
  place: Place,
  journal: JournalReader,
  { auditThrough }: Cursor,
): AsyncGenerator<MirrorFinding | { readonly done: number }> {
  for (let after = journal.prunedThrough(), done = 0; after < auditThrough; ) {
    const page = journal.links(after, PAGE).filter(({ seq }) => seq <= auditThrough);
    const last = page.at(-1)?.seq;
    if (last === undefined) return;
    // The page may hold as many rows again of another history.
    const found = await entriesAfter(place, journal, { after, through: last, limit: 2 * page.length + 1 });
    const entries = Map.groupBy(found, ({ sequence }) => sequence);
    for (const link of page) yield* compare(entries.get(link.seq) ?? [], auditRow(link));
    after = last;
    done += page.length;
    yield { done };
  }
  for (const { sequence } of await entriesAfter(place, journal, {
    after: auditThrough,
    through: Number.MAX_SAFE_INTEGER,
    limit: 1,
  }))
    yield auditFinding(sequence, 'it stands in the audit log before the mirror was there', 'administrator');
}

function* compare(found: readonly Entry[], expected: Entry): Generator<MirrorFinding> {
  const same = found.find(({ hash }) => hash === expected.hash);
  if (same === undefined) yield auditFinding(expected.sequence, 'it is missing', 'rebuild');
  else {
    const changed = COLUMNS.filter((column) => same[column] !== expected[column]);
    if (changed.length > 0)
      yield auditFinding(
        expected.sequence,
        `${changed.join(', ')} was changed after it was written`,
        'administrator',
      );
  }
  if (found.length > (same === undefined ? 0 : 1))
    yield auditFinding(
      expected.sequence,
      'another entry stands in its place, which this journal does not know',
      'administrator',
    );
}

export function auditFinding(sequence: number, message: string, mend: MirrorFinding['mend']): MirrorFinding {
  return { what: 'audit', subject: String(sequence), message, mend };
}
