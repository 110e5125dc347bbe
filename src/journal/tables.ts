// The tables that are not folds: events, contents of revisions, and the metadata of both.

/** "jopn", the application id by which a journal differs from any other SQLite file. */
export const APPLICATION_ID = 0x6a6f706e;

/** The version of the tables below; folds have versions of their own. */
export const JOURNAL_VERSION = 1;

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
`;

export const CORE_TABLES: readonly string[] = [
  'journal',
  'events',
  'revisions',
  'repeats',
  'folds',
  'checkpoint',
  'snapshot',
];
