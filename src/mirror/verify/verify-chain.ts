// Checks entries that only the audit log still has. The journal has dropped them, but the hash of each covers the
// entry before it.
import { genesis, linkHash } from '../../journal/chain.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { isWholeDetail } from '../audit-row.ts';
import type { Place } from '../cursor.ts';
import type { MirrorFinding } from './verification-report.ts';
import { audit, type Entry, entriesAfter } from './verify-audit.ts';

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
      yield* checkEntry(before, entry, { isFirst, follows: follows(entry, before.hash) });
      before = entry;
      isFirst = false;
    }
    done += entries.length;
    yield { done };
    after = before.sequence;
    if (entries.length < PAGE) break;
  }
  // The first entry that the journal still has covers the last one that it dropped.
  const sound = linkHash(before.hash, next) === next.hash;
  yield* checkEntry(before, { sequence: next.seq }, { isFirst, follows: sound });
}

function* checkEntry(
  before: { readonly sequence: number },
  { sequence }: { readonly sequence: number },
  { isFirst, follows }: { readonly isFirst: boolean; readonly follows: boolean },
): Generator<MirrorFinding> {
  const gap = sequence - before.sequence - 1;
  if (gap > 0 && !isFirst) yield audit(before.sequence + 1, lost(gap), 'nobody');
  if (gap === 0 && !follows)
    yield audit(sequence, 'it does not follow from the entry before it: one of them was changed', 'nobody');
}

function follows({ sequence, time, account, action, detail, hash }: Entry, previous: string): boolean {
  // A redacted detail cannot be hashed again.
  if (!isWholeDetail(detail)) return true;
  const instant = Temporal.Instant.from(`${time.replace(' ', 'T')}Z`);
  const link = { seq: sequence, time: instant.epochMilliseconds, account, kind: action, data: detail };
  return linkHash(previous, link) === hash;
}

function lost(gap: number): string {
  return gap === 1
    ? 'it is missing, and the journal has dropped it'
    : `it and the ${gap - 1} after it are missing, and the journal has dropped them`;
}
