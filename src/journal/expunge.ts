// Takes a secret out of a journal: out of its entries, of the folds and of the revisions kept, and computes the chain again
// from there. The entry at its end says what was done, and verification takes that into account.
import type { DatabaseSync } from 'node:sqlite';
import { canonicalJson } from './canonical-json.ts';
import { linkHash } from './chain.ts';
import { connectWriter } from './connect.ts';
import { keptRevisions, removeRevisions } from './contents.ts';
import { EventBody } from './event.ts';
import { EVENT_COLUMNS } from './event-row.ts';
import { JournalReader } from './reader.ts';
import { refillFolds } from './rebuild.ts';
import { replaceSecrets } from './replace-secrets.ts';
import { integer, text, textOrNull } from './row.ts';
import { snapshotDigest } from './snapshot.ts';
import { inTransaction } from './transaction.ts';
import { upgradeTables } from './versions.ts';
import { chainStart } from './walk-chain.ts';

type Expunged =
  | {
      readonly ok: true;
      /** How many entries held it, and the first; null: none. */
      readonly events: number;
      readonly from: number | null;
      /** Revisions whose content is gone. */
      readonly revisions: readonly string[];
    }
  /** Accounts whose set holds it now: that is changed first. */
  | { readonly ok: false; readonly inForce: readonly string[] };

/** @param secrets the texts, each at least as long as `SHORTEST_SECRET`; the daemon does not run */
export function expungeJournal(path: string, secrets: readonly string[], now: number): Expunged {
  const db = connectWriter(path);
  try {
    // What is overwritten or dropped is not left in the file.
    upgradeTables(db);
    db.exec('PRAGMA secure_delete = ON');
    const expunged = inTransaction(db, () => expunge(db, secrets, now));
    if (expunged.ok && expunged.from !== null) db.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
    return expunged;
  } finally {
    db.close();
  }
}

function expunge(db: DatabaseSync, secrets: readonly string[], now: number): Expunged {
  const journal = new JournalReader(db);
  const found = revisionsWith(db, secrets);
  const inForce = [...journal.accounts()].filter(
    ({ purgedAt, desiredRevision, appliedRevision }) =>
      purgedAt === null &&
      [desiredRevision, appliedRevision].some((each) => each !== null && found.has(each)),
  );
  if (inForce.length > 0) return { ok: false, inForce: inForce.map(({ username }) => username) };

  const before = journal.head();
  const snapshots = cleanSnapshot(db, secrets);
  const { changed, first } = cleanEvents(db, secrets, snapshots);
  removeRevisions(db, found);
  if (changed === 0 && found.size === 0 && !snapshots.changed)
    return { ok: true, events: 0, from: null, revisions: [] };
  const from = first ?? before.seq + 1;
  append(db, { from, through: before.seq, events: changed, revisions: [...found], hash: before.hash }, now);
  refillFolds(db);
  return { ok: true, events: changed, from, revisions: [...found] };
}

function revisionsWith(db: DatabaseSync, secrets: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { revision, content } of keptRevisions(db)) {
    if (content !== undefined && cleanJson(content, secrets) !== content) found.add(revision);
  }
  return found;
}

/** The folds that stand for dropped entries. */
function cleanSnapshot(db: DatabaseSync, secrets: readonly string[]): { changed: boolean; digest: string } {
  const update = db.prepare('UPDATE snapshot SET content = ? WHERE id = ?');
  let changed = false;
  for (const row of db.prepare('SELECT id, content FROM snapshot').all()) {
    const content = text(row, 'content');
    const clean = cleanJson(content, secrets);
    if (clean === content) continue;
    update.run(clean, integer(row, 'id'));
    changed = true;
  }
  const digest = snapshotDigest(db);
  if (changed) db.prepare('UPDATE checkpoint SET snapshot = ?').run(digest);
  return { changed, digest };
}

/** Each entry from the first that changes on gets a new hash. */
function cleanEvents(
  db: DatabaseSync,
  secrets: readonly string[],
  snapshot: { readonly changed: boolean; readonly digest: string },
): { readonly changed: number; readonly first: number | undefined } {
  const rows = db.prepare(`SELECT ${EVENT_COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT 1000`);
  const update = db.prepare('UPDATE events SET data = ?, hash = ? WHERE seq = ?');
  const lastPruned = db
    .prepare("SELECT max(seq) AS seq FROM events WHERE kind = 'journal.pruned'")
    .get()?.seq;
  let { seq: previous, hash } = chainStart(db);
  let changed = 0;
  let first: number | undefined;
  for (let page = rows.all(previous); page.length > 0; page = rows.all(previous)) {
    for (const row of page) {
      const seq = integer(row, 'seq');
      const stored = text(row, 'data');
      let data = cleanJson(stored, secrets);
      if (snapshot.changed && seq === lastPruned) data = withSnapshot(data, snapshot.digest);
      if (data !== stored) {
        changed += 1;
        first ??= seq;
      }
      const link = {
        seq,
        time: integer(row, 'time'),
        account: textOrNull(row, 'account'),
        kind: text(row, 'kind'),
        data,
      };
      hash = linkHash(hash, link);
      if (first !== undefined) update.run(data, hash, seq);
      previous = seq;
    }
  }
  return { changed, first };
}

function cleanJson(json: string, secrets: readonly string[]): string {
  const value: unknown = JSON.parse(json);
  const clean = replaceSecrets(value, secrets);
  return clean === value ? json : canonicalJson(Object(clean));
}

function withSnapshot(data: string, digest: string): string {
  return canonicalJson({ ...JSON.parse(data), snapshot: digest });
}

function append(
  db: DatabaseSync,
  data: Extract<EventBody, { kind: 'journal.expunged' }>['data'],
  time: number,
): void {
  const { seq, hash } = new JournalReader(db).head();
  const body = EventBody.parse({ kind: 'journal.expunged', account: null, data });
  const text = canonicalJson(body.data);
  const link = { seq: seq + 1, time, account: null, kind: body.kind, data: text };
  db.prepare('INSERT INTO events (seq, time, account, kind, data, hash) VALUES (?, ?, ?, ?, ?, ?)').run(
    link.seq,
    time,
    null,
    body.kind,
    text,
    linkHash(hash, link),
  );
}
