// Accounts by any part of their name, domains, e-mail or package. Trigrams find `shop` in `my-shop.example`.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent, Fold } from '../fold.ts';

const searchable = `
  id INTEGER PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,
  domains TEXT NOT NULL,
  contact_email TEXT NOT NULL,
  package TEXT NOT NULL`;

const extras = `
CREATE VIRTUAL TABLE search USING fts5 (
  username, domains, contact_email, package,
  tokenize = 'trigram', content = 'searchable', content_rowid = 'id'
);
CREATE TRIGGER searchable_added AFTER INSERT ON searchable BEGIN
  INSERT INTO search (rowid, username, domains, contact_email, package)
  VALUES (new.id, new.username, new.domains, new.contact_email, new.package);
END;
CREATE TRIGGER searchable_removed AFTER DELETE ON searchable BEGIN
  INSERT INTO search (search, rowid, username, domains, contact_email, package)
  VALUES ('delete', old.id, old.username, old.domains, old.contact_email, old.package);
END;
CREATE TRIGGER searchable_changed AFTER UPDATE ON searchable BEGIN
  INSERT INTO search (search, rowid, username, domains, contact_email, package)
  VALUES ('delete', old.id, old.username, old.domains, old.contact_email, old.package);
  INSERT INTO search (rowid, username, domains, contact_email, package)
  VALUES (new.id, new.username, new.domains, new.contact_email, new.package);
END;
`;

function prepare(db: DatabaseSync): ApplyEvent {
  const put = db.prepare(
    `INSERT INTO searchable (id, username, domains, contact_email, package) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (username) DO UPDATE SET
       domains = excluded.domains, contact_email = excluded.contact_email, package = excluded.package
     WHERE (domains, contact_email, package)
       IS NOT (excluded.domains, excluded.contact_email, excluded.package)`,
  );
  const remove = db.prepare('DELETE FROM searchable WHERE username = ?');
  return (event) => {
    if (event.kind === 'set.observed') {
      const { domains, contact_email } = event.data;
      put.run(event.seq, event.account, domains.join(' '), contact_email, event.data.package);
    } else if (event.kind === 'account.purged') {
      remove.run(event.account);
    }
  };
}

export const searchFold: Fold = { name: 'search', version: 1, tables: { searchable }, extras, prepare };
