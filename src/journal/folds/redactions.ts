// The copies in the audit log of entries that were dropped here, as far as they are not the text that was hashed. The first
// row stands for the entry up to which nothing was noted.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent, Fold } from '../fold.ts';

const redactions = `(
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('after', 'copy')),
  digest TEXT NOT NULL,
  PRIMARY KEY (seq, kind)
) STRICT, WITHOUT ROWID`;

function prepare(db: DatabaseSync): ApplyEvent {
  const isBegun = db.prepare("SELECT 1 FROM redactions WHERE kind = 'after'");
  const add = db.prepare('INSERT OR IGNORE INTO redactions (seq, kind, digest) VALUES (?, ?, ?)');
  return (event) => {
    if (event.kind !== 'journal.pruned') return;
    const { redacted_after, redacted = [] } = event.data;
    if (redacted_after === undefined) return;
    if (isBegun.get() === undefined) add.run(redacted_after, 'after', '');
    for (const { seq, digest } of redacted) add.run(seq, 'copy', digest);
  };
}

export const redactionsFold: Fold = { name: 'redactions', version: 1, tables: { redactions }, prepare };
