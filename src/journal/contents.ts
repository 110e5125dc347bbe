// The content of revisions: each file of an account is kept once, and no account fills the disk by changing its set all day.
import type { DatabaseSync } from 'node:sqlite';
import stringify from 'fast-json-stable-stringify';
import { z } from 'zod';
import { digestOf } from '../model/digest.ts';
import type { Revision } from '../model/revision.ts';
import { REVISION_FILES, type RevisionFile } from '../model/set-files.ts';
import { integer, type Row, revision as readRevision, text } from './row.ts';

/**
 * In bytes: so much new content is kept of an account in a day (UTC). Beyond it the newest revision and those in force are
 * kept, and no more.
 */
export const CONTENT_BUDGET = 32 * 1024 * 1024;

const DAY_MS = 86_400_000;

const Files = z.strictObject({
  account: z.unknown(),
  domains: z.unknown(),
  limits: z.unknown(),
  services: z.unknown(),
  ssh: z.unknown(),
});

/** The row of a revision in `revision_files`. */
type FileHashes = Readonly<Record<RevisionFile, string>>;

function fileHashes(row: Row): FileHashes {
  const hash = (file: RevisionFile) => text(row, `${file}_json`);
  return {
    account: hash('account'),
    domains: hash('domains'),
    limits: hash('limits'),
    services: hash('services'),
    ssh: hash('ssh'),
  };
}

/** Gives the text that `canonicalOf` gives for the whole set. */
function joined(files: FileHashes): string {
  return `{${REVISION_FILES.map((file) => `"${file}":${files[file]}`).join(',')}}`;
}

function splitContent(content: string): FileHashes {
  const files = Files.parse(JSON.parse(content));
  const part = (file: RevisionFile) => stringify(files[file]) ?? 'null';
  return {
    account: part('account'),
    domains: part('domains'),
    limits: part('limits'),
    services: part('services'),
    ssh: part('ssh'),
  };
}

export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS);
}

/** @returns a function that gives the canonical text of a revision; undefined where its content is not kept */
export function prepareContentReader(db: DatabaseSync): (revision: string) => string | undefined {
  const whole = db.prepare('SELECT content FROM revisions WHERE hash = ?');
  const files = db.prepare('SELECT * FROM revision_files WHERE revision = ?');
  const content = db.prepare('SELECT content FROM contents WHERE account = ? AND hash = ?');
  return (revision) => {
    const row = files.get(revision);
    if (row === undefined) {
      const former = whole.get(revision);
      return former && text(former, 'content');
    }
    const hashes = fileHashes(row);
    const account = text(row, 'account');
    const parts = { ...hashes };
    for (const file of REVISION_FILES) {
      const found = content.get(account, hashes[file]);
      if (found === undefined) return undefined;
      parts[file] = text(found, 'content');
    }
    return joined(parts);
  };
}

interface NewContent {
  readonly account: string;
  readonly revision: string;
  readonly content: string;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** The writing side. Each call belongs into the transaction of the event that it is about. */
export interface ContentWriter {
  /** Throws when the content is not the one that the revision names. */
  keep(content: NewContent): void;
  /**
   * The revisions of an account that the budget let in for as long as they were the newest or in force.
   *
   * @param needed those that are so still
   */
  expendable(account: string, needed: ReadonlySet<string | null>): readonly Revision[];
  drop(revisions: readonly string[]): void;
}

export function prepareContentWriter(db: DatabaseSync): ContentWriter {
  const isKept = db.prepare(
    `SELECT 1 FROM revisions WHERE hash = ?1 UNION ALL SELECT 1 FROM revision_files WHERE revision = ?1`,
  );
  const addContent = db.prepare(
    `INSERT OR IGNORE INTO contents (account, hash, day, bytes, content) VALUES (?, ?, ?, ?, ?)`,
  );
  const spent = db.prepare('SELECT total(bytes) AS bytes FROM contents WHERE account = ? AND day = ?');
  const addRevision = db.prepare('INSERT INTO revision_files VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const overBudget = db.prepare(
    'SELECT revision FROM revision_files WHERE account = ? AND over_budget = 1 ORDER BY revision',
  );
  return {
    keep({ account, revision, content, time }) {
      if (isKept.get(revision) !== undefined) return;
      if (digestOf(content) !== revision) throw new Error(`the content given is not that of ${revision}`);
      const parts = splitContent(content);
      if (joined(parts) !== content) throw new Error(`the content of ${revision} is not in canonical form`);
      const day = dayOf(time);
      const hashes = REVISION_FILES.map((file) => {
        const hash = digestOf(parts[file]);
        addContent.run(account, hash, day, Buffer.byteLength(parts[file]), parts[file]);
        return hash;
      });
      const isOver = integer(spent.get(account, day) ?? {}, 'bytes') > CONTENT_BUDGET;
      addRevision.run(revision, account, isOver ? 1 : 0, ...hashes);
    },
    expendable: (account, needed) =>
      overBudget
        .all(account)
        .map((row) => readRevision(row, 'revision'))
        .filter((revision) => !needed.has(revision)),
    drop: (revisions) => {
      if (revisions.length > 0) removeRevisions(db, revisions);
    },
  };
}

/** Drops what no history names any more: it belonged to accounts that were purged. @returns how many revisions it were */
export function dropForgotten(db: DatabaseSync): number {
  const former = db.prepare('DELETE FROM revisions WHERE hash NOT IN (SELECT revision FROM history)').run();
  const forgotten = db
    .prepare('SELECT revision FROM revision_files WHERE revision NOT IN (SELECT revision FROM history)')
    .all();
  removeRevisions(
    db,
    forgotten.map((row) => text(row, 'revision')),
  );
  return Number(former.changes) + forgotten.length;
}

/** Removes the content of these revisions, but for the files that other revisions of the account have as well. */
export function removeRevisions(db: DatabaseSync, revisions: Iterable<string>): void {
  const whole = db.prepare('DELETE FROM revisions WHERE hash = ?');
  const files = db.prepare('DELETE FROM revision_files WHERE revision = ? RETURNING account');
  const accounts = new Set<string>();
  for (const revision of revisions) {
    whole.run(revision);
    for (const row of files.all(revision)) accounts.add(text(row, 'account'));
  }
  const hashes = REVISION_FILES.map((file) => `SELECT ${file}_json FROM revision_files WHERE account = ?1`);
  const unused = db.prepare(
    `DELETE FROM contents WHERE account = ?1 AND hash NOT IN (${hashes.join(' UNION ALL ')})`,
  );
  for (const account of accounts) unused.run(account);
}

/** The revisions whose content is kept, with it. */
export function* keptRevisions(
  db: DatabaseSync,
): Generator<{ revision: string; content: string | undefined }> {
  const contentOf = prepareContentReader(db);
  const kept = db.prepare(
    'SELECT hash AS revision FROM revisions UNION ALL SELECT revision FROM revision_files',
  );
  for (const row of kept.iterate()) {
    const revision = text(row, 'revision');
    yield { revision, content: contentOf(revision) };
  }
}
