// Writes this host's part of the mirror again from the journal. Missing audit entries are added; no entry is
// changed or deleted, because the journal may have dropped the original.
import type { JournalReader } from '../journal/reader.ts';
import type { Logins } from './add-logins.ts';
import { lockCursor, moveCursor, type Place } from './cursor.ts';
import { mirrorAccounts } from './mirror-accounts.ts';
import { addEntries, PAGE } from './mirror-audit.ts';
import type { ReportProgress } from './verify/verify-mirror.ts';

export interface Rebuilt {
  readonly accounts: number;
  /** How many entries were added to the audit log. */
  readonly added: number;
}

export async function rebuildMirror(
  place: Place,
  logins: Logins,
  journal: JournalReader,
  options: { readonly now: () => number; readonly report?: ReportProgress },
): Promise<Rebuilt> {
  const { now, report = () => undefined } = options;
  const { written } = await mirrorAccounts(place, logins, journal, {
    now,
    whole: true,
    report: (done) => report('accounts', done),
  });
  let added = 0;
  for (let after = journal.prunedThrough(), done = 0; ; ) {
    const page = journal.links(after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return { accounts: written, added };
    added += await place.session.atomically(async () => {
      const cursor = await lockCursor(place, journal);
      const more = await addEntries(place, journal, page);
      if (last.seq > cursor.auditThrough)
        await moveCursor(place, journal, { ...cursor, auditThrough: last.seq, auditHash: last.hash }, now());
      return more;
    });
    after = last.seq;
    done += page.length;
    report('entries', done);
  }
}
