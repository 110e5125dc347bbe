// Finds accounts by any part of their name, domains, e-mail or package. Trigrams find `shop` in `my-shop.example`.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent, Fold } from '../fold.ts';
import { integer, type Row, text } from '../row.ts';
import { type SearchWords, searchWords } from '../search-words.ts';

const searchable = `(
  id INTEGER PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,
  domains TEXT NOT NULL,
  contact_email TEXT NOT NULL,
  package TEXT NOT NULL
) STRICT`;

// The words are stored in `searchable` alone, normalised as queries are; this is an index of that table.
const index = `CREATE VIRTUAL TABLE search USING fts5 (
  username, domains, contact_email, package,
  tokenize = 'trigram case_sensitive 1', content = 'searchable', content_rowid = 'id'
)`;

interface Entry {
  readonly id: number;
  readonly words: SearchWords;
}

function prepare(db: DatabaseSync): ApplyEvent {
  const find = db.prepare('SELECT * FROM searchable WHERE username = ?');
  const add = db.prepare('INSERT INTO searchable VALUES (?, ?, ?, ?, ?)');
  const change = db.prepare(
    'UPDATE searchable SET username = ?, domains = ?, contact_email = ?, package = ? WHERE id = ?',
  );
  const remove = db.prepare('DELETE FROM searchable WHERE id = ?');
  // Triggers are not used here: each run opens a savepoint, at which FTS5 flushes, and takes five times as long.
  const columns = 'rowid, username, domains, contact_email, package';
  const enter = db.prepare(`INSERT INTO search (${columns}) VALUES (?, ?, ?, ?, ?)`);
  const strike = db.prepare(`INSERT INTO search (search, ${columns}) VALUES ('delete', ?, ?, ?, ?, ?)`);

  function entry(username: string): Entry | undefined {
    const row = find.get(username);
    if (!row) return undefined;
    const words = [username, text(row, 'domains'), text(row, 'contact_email'), text(row, 'package')] as const;
    return { id: integer(row, 'id'), words };
  }

  return (event) => {
    if (event.kind === 'set.observed') {
      const { databases = [], contact_email } = event.data;
      // A database is looked for by its name, as a domain is.
      const domains = [...event.data.domains, ...databases];
      const searchable = { domains, contactEmail: contact_email, package: event.data.package };
      const words = searchWords({ username: event.account, ...searchable });
      const known = entry(event.account);
      if (known?.words.every((word, i) => word === words[i])) return;
      const id = known?.id ?? event.seq;
      if (known) {
        strike.run(id, ...known.words);
        change.run(...words, id);
      } else {
        add.run(id, ...words);
      }
      enter.run(id, ...words);
    } else if (event.kind === 'account.purged') {
      const known = entry(event.account);
      if (!known) return;
      strike.run(known.id, ...known.words);
      remove.run(known.id);
    }
  };
}

/** Rows that were inserted directly are not indexed yet, and rows of a checkpoint may be normalised in an older way. */
function restored(db: DatabaseSync): void {
  const rewrite = db.prepare(
    'UPDATE searchable SET domains = ?, contact_email = ?, package = ? WHERE id = ?',
  );
  for (const row of db.prepare('SELECT * FROM searchable').all()) {
    const [, ...words] = searchWords({
      username: text(row, 'username'),
      domains: text(row, 'domains').split(' '),
      contactEmail: text(row, 'contact_email').split(' ')[0] ?? '',
      package: text(row, 'package'),
    });
    rewrite.run(...words, integer(row, 'id'));
  }
  db.exec("INSERT INTO search (search) VALUES ('rebuild')");
}

/** Every trigram with its occurrences. The table is in `temp`, so that a read-only connection can use it too. */
function indexed(db: DatabaseSync): Iterable<Row> {
  db.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.trigrams USING fts5vocab ('main', 'search', 'instance')");
  return db.prepare('SELECT * FROM temp.trigrams ORDER BY term, doc, col, "offset"').iterate();
}

export const searchFold: Fold = {
  name: 'search',
  version: 2,
  tables: { searchable },
  extras: [index],
  prepare,
  restored,
  indexed,
};
