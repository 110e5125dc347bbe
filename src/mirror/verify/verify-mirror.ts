// Compares the whole mirror with the journal. It changes nothing, and the daemon may run meanwhile.
import type { JournalReader } from '../../journal/reader.ts';
import type { Logins } from '../add-logins.ts';
import { type Place, readCursor } from '../cursor.ts';
import type { MirrorFinding, VerificationReport } from './verification-report.ts';
import { verifyAccounts } from './verify-accounts.ts';
import { verifyAudit } from './verify-audit.ts';
import { verifyChain } from './verify-chain.ts';

export type ReportProgress = (what: 'accounts' | 'entries', done: number) => void;

const MOST_FINDINGS = 1000;

export async function verifyMirror(
  place: Place,
  logins: Logins,
  journal: JournalReader,
  report: ReportProgress = () => undefined,
): Promise<VerificationReport> {
  // One snapshot of the database from the first query to the last.
  return place.session.atomically(async () => {
    const cursor = await readCursor(place, journal);
    const findings: MirrorFinding[] = [];
    let found = 0;
    const note = (finding: MirrorFinding): void => {
      found += 1;
      if (findings.length < MOST_FINDINGS) findings.push(finding);
    };
    async function collect(
      what: 'accounts' | 'entries',
      from: AsyncIterable<MirrorFinding | { readonly done: number }>,
    ) {
      let last = 0;
      for await (const each of from) {
        if ('what' in each) note(each);
        else {
          last = each.done;
          report(what, last);
        }
      }
      return last;
    }
    const { accountsThrough, auditThrough } = cursor;
    if (accountsThrough === null) note(NOTHING_YET);
    const accounts =
      accountsThrough === null
        ? 0
        : await collect('accounts', verifyAccounts(place, logins, journal, accountsThrough));
    const old = await collect('entries', verifyChain(place, journal));
    const entries = await collect('entries', verifyAudit(place, journal, cursor));
    const lag = journal.head().seq - auditThrough;
    return { accounts, entries: old + entries, lag, found, findings };
  });
}

const NOTHING_YET: MirrorFinding = {
  what: 'cursor',
  subject: '',
  message: 'nothing of this journal is mirrored under the name of this host yet',
  mend: 'rebuild',
};
