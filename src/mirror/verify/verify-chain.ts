// Checks entries that only the audit log still has. The journal has dropped them, but the hash of each covers the
// entry before it.
import { auditDigest, auditEntry, isWholeDetail } from '../../journal/audit-entry.ts';
import { genesis, linkHash } from '../../journal/chain.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { entryOfRow } from '../audit-row.ts';
import type { Place } from '../cursor.ts';
import type { MirrorFinding } from './verification-report.ts';
import { auditFinding, type Entry, entriesAfter } from './verify-audit.ts';

const PAGE = 1000;

export async function* verifyChain(
  place: Place,
  journal: JournalReader,
): AsyncGenerator<MirrorFinding | { readonly done: number }> {
  const through = journal.prunedThrough();
  const [next] = journal.links(through, { limit: 1, size: 1 });
  if (through === 0 || next === undefined) return;
  let before = { sequence: 0, hash: genesis(journal.identity()) };
  // A mirror that was set up later than the journal starts where the journal started then.
  let isFirst = true;
  for (let after = 0, done = 0; ; ) {
    const entries = await entriesAfter(place, journal, { after, through, limit: PAGE });
    for (const entry of entries) {
      yield* checkEntry(before, entry, { isFirst, fault: faultOf(entry, before.hash, journal) });
      before = entry;
      isFirst = false;
    }
    done += entries.length;
    yield { done };
    after = before.sequence;
    if (entries.length < PAGE) break;
  }
  // The first entry that the journal still has covers the last one that it dropped.
  const fault = linkHash(before.hash, next) === next.hash ? undefined : CHANGED;
  yield* checkEntry(before, { sequence: next.seq }, { isFirst, fault });
}

function* checkEntry(
  before: { readonly sequence: number },
  { sequence }: { readonly sequence: number },
  { isFirst, fault }: { readonly isFirst: boolean; readonly fault: string | undefined },
): Generator<MirrorFinding> {
  const gap = sequence - before.sequence - 1;
  if (gap > 0 && !isFirst) yield auditFinding(before.sequence + 1, lost(gap), 'nobody');
  if (gap === 0 && fault !== undefined) yield auditFinding(sequence, fault, 'nobody');
}

const CHANGED = 'it does not follow from the entry before it: one of them was changed';

/**
 * What is wrong with a row that stands for a dropped entry. A row has either the very text that was hashed, or the one
 * copy without its secrets that the journal noted when it dropped the entry. Every other row was changed.
 */
function faultOf(row: Entry, previous: string, journal: JournalReader): string | undefined {
  const copy = entryOfRow(row);
  const link = { ...copy, data: copy.detail, hash: row.hash };
  if (linkHash(previous, link) === row.hash)
    return auditEntry(link).actor === copy.actor ? undefined : 'its actor was changed after it was written';
  if (isWholeDetail(copy.detail)) return CHANGED;
  const noted = journal.redaction(copy.seq);
  // It was dropped by an earlier version, which noted nothing.
  if (noted === 'unknown') return undefined;
  return noted === auditDigest(copy)
    ? undefined
    : 'it claims that a secret was taken out of it, but the journal noted none, or another text';
}

function lost(gap: number): string {
  return gap === 1
    ? 'it is missing, and the journal has dropped it'
    : `it and the ${gap - 1} after it are missing, and the journal has dropped them`;
}
