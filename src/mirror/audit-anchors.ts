// The heads of the journal that the audit log holds: MariaDB has them out of reach of who rewrites the journal.
import { z } from 'zod';
import type { Anchor } from '../journal/anchor.ts';
import type { JournalReader } from '../journal/reader.ts';
import type { Place } from './cursor.ts';

const Head = z.object({ sequence: z.int(), hash: z.string() });

/** A hash covers all entries before it, so the newest ones and some of the older say enough, and where it begins. */
const NEWEST = 100;
const EVERY = 1000;
const MOST = 10_000;

/** Of this host and journal. */
export async function auditAnchors({ session, host }: Place, journal: JournalReader): Promise<Anchor[]> {
  const identity = journal.identity();
  const ours = 'FROM audit_logs WHERE host = ? AND journal = ?';
  const newest = await session.rows(
    Head,
    `SELECT sequence, hash ${ours} ORDER BY sequence DESC LIMIT ${NEWEST}`,
    [host, identity],
  );
  const some = await session.rows(
    Head,
    `SELECT sequence, hash ${ours} AND sequence > ? AND sequence % ${EVERY} = 0 ORDER BY sequence DESC LIMIT ${MOST}`,
    [host, identity, journal.prunedThrough()],
  );
  return [...newest, ...some].map(({ sequence, hash }) => ({ journal: identity, seq: sequence, hash }));
}
