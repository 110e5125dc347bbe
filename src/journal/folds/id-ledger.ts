// Every uid and gid that an accepted set ever named, with its first owner, for ever: a second owner of a uid
// would own the files of the first one.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent, Fold } from '../fold.ts';

const idLedger = `(
  kind TEXT NOT NULL CHECK (kind IN ('uid', 'gid')),
  id INTEGER NOT NULL,
  username TEXT NOT NULL,
  since_seq INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID`;

function prepare(db: DatabaseSync): ApplyEvent {
  const record = db.prepare(
    'INSERT OR IGNORE INTO id_ledger (kind, id, username, since_seq) VALUES (?, ?, ?, ?)',
  );
  return (event) => {
    if (event.kind !== 'set.observed') return;
    record.run('uid', event.data.uid, event.account, event.seq);
    record.run('gid', event.data.gid, event.account, event.seq);
  };
}

export const idLedgerFold: Fold = { name: 'id-ledger', version: 1, tables: { id_ledger: idLedger }, prepare };
