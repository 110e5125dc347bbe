// Heads of the journal that are kept outside of it: an end that was cut off, or entries that were rewritten, show there.

import { z } from 'zod';
import { connectReader } from './connect.ts';
import { expungedFrom } from './expunged.ts';
import { JournalReader } from './reader.ts';
import type { JournalFinding } from './verify.ts';
import { standInForTables } from './versions.ts';

/** The message under which the daemon logs the head of the journal. */
export const ANCHOR_MESSAGE = 'journal head';

export const Anchor = z.object({ journal: z.string(), seq: z.int(), hash: z.string() });
/** Where heads are kept. */
type AnchorPlace = 'log' | 'audit-log';

const PLACES = {
  log: 'the log of the host',
  'audit-log': 'the audit log in MariaDB',
} as const satisfies Record<AnchorPlace, string>;
export type Anchor = z.infer<typeof Anchor>;

/**
 * Compares a journal with heads that were written elsewhere. Heads of other journals are left out, and so are those of entries that
 * were dropped since, or rewritten when a secret was removed.
 *
 * @param anchors read before this is called: the daemon may append meanwhile
 * @returns how many were compared, and the first that does not match
 */
export function compareAnchors(
  path: string,
  anchors: readonly Anchor[],
  place: AnchorPlace = 'log',
): { readonly compared: number; readonly findings: readonly JournalFinding[] } {
  const db = connectReader(path);
  try {
    standInForTables(db);
    const journal = new JournalReader(db);
    const identity = journal.identity();
    const from = journal.prunedThrough();
    const expunged = expungedFrom(db);
    const isOfBefore = (seq: number) => expunged.some((each) => seq >= each.from && seq <= each.through);
    const ours = anchors.filter((anchor) => anchor.journal === identity && anchor.seq > from);
    const head = journal.head();
    const hashes = db.prepare('SELECT hash FROM events WHERE seq = ?');
    const findings: JournalFinding[] = [];
    const newest = ours.reduce((most, { seq }) => Math.max(most, seq), 0);
    if (newest > head.seq)
      findings.push({
        damage: 'anchor',
        seq: head.seq + 1,
        message: `${PLACES[place]} knows entry ${newest}, and the journal ends with ${head.seq}: its end was cut off`,
      });
    const other = ours
      .filter(({ seq }) => seq <= head.seq && !isOfBefore(seq))
      .sort((left, right) => left.seq - right.seq)
      .find(({ seq, hash }) => hashes.get(seq)?.hash !== hash);
    if (other !== undefined)
      findings.push({
        damage: 'anchor',
        seq: other.seq,
        message: `entry ${other.seq} is not the one that ${PLACES[place]} knows: it was written again`,
      });
    return { compared: ours.length, findings };
  } finally {
    db.close();
  }
}
