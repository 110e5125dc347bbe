// The tables that are not folds: events, contents of revisions, and the metadata of both.

/** "jopn", the application id by which a journal differs from any other SQLite file. */
export const APPLICATION_ID = 0x6a6f706e;

/** The version of the tables below; folds have versions of their own. */
export const JOURNAL_VERSION = 2;

/**
 * The content of each file of an account once, however many of its revisions have it. `day` is the day since 1970 on which
 * it was first kept.
 */
const CONTENT_TABLES = {
  contents: `(
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  hash TEXT NOT NULL,
  day INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  content TEXT NOT NULL,
  UNIQUE (account, hash)
) STRICT`,
  revision_files: `(
  revision TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  over_budget INTEGER NOT NULL,
  account_json TEXT NOT NULL,
  domains_json TEXT NOT NULL,
  limits_json TEXT NOT NULL,
  services_json TEXT NOT NULL,
  ssh_json TEXT NOT NULL
) STRICT`,
} as const;

const CONTENT_SQL = `
CREATE TABLE contents ${CONTENT_TABLES.contents};
CREATE INDEX contents_by_day ON contents (account, day, bytes);
CREATE TABLE revision_files ${CONTENT_TABLES.revision_files};
CREATE INDEX revision_files_by_account ON revision_files (account);
`;

/** `revisions` holds whole sets, as journals of version 1 kept them. */
export const JOURNAL_TABLES = `
CREATE TABLE journal (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  identity TEXT NOT NULL,
  begun_at INTEGER NOT NULL
) STRICT;
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  account TEXT,
  kind TEXT NOT NULL,
  data TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_account ON events (account, seq) WHERE account IS NOT NULL;
CREATE TABLE revisions (hash TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT;
CREATE TABLE repeats (seq INTEGER PRIMARY KEY, count INTEGER NOT NULL, last_time INTEGER NOT NULL) STRICT;
CREATE TABLE folds (name TEXT PRIMARY KEY, version INTEGER NOT NULL, through INTEGER NOT NULL) STRICT;
CREATE TABLE checkpoint (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  through INTEGER NOT NULL,
  hash TEXT NOT NULL,
  folded INTEGER NOT NULL,
  snapshot TEXT NOT NULL
) STRICT;
CREATE TABLE snapshot (id INTEGER PRIMARY KEY, fold_table TEXT NOT NULL, content TEXT NOT NULL) STRICT;
${CONTENT_SQL}`;

/** What a journal of an earlier version is given before it is written to, in one transaction. */
export const UPGRADES: readonly { readonly from: number; readonly sql: string }[] = [
  { from: 1, sql: CONTENT_SQL },
];

/** What stands for the tables that an earlier version did not have, for a connection that cannot create them. */
export const STAND_INS: readonly { readonly from: number; readonly sql: string }[] = [
  {
    from: 1,
    sql: Object.entries(CONTENT_TABLES)
      .map(([name, columns]) => `CREATE TEMP TABLE ${name} ${columns};`)
      .join('\n'),
  },
];

/** The tables that only a journal of the newest version has are among them. */
export const CORE_TABLES: readonly string[] = [
  'journal',
  'events',
  'revisions',
  'contents',
  'revision_files',
  'repeats',
  'folds',
  'checkpoint',
  'snapshot',
];

/** The core tables that came with a version. */
export const TABLES_SINCE: Readonly<Record<string, number>> = { contents: 2, revision_files: 2 };
