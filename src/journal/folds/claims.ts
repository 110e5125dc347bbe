// The holder of each claim. The earliest claimant holds it; when it lets go, the next claimant follows. A vanished
// or retired account keeps its claims, because it may come back; a purged account does not.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent, Fold } from '../fold.ts';

const claims = `(
  claim TEXT NOT NULL,
  account TEXT NOT NULL,
  since_seq INTEGER NOT NULL,
  PRIMARY KEY (claim, account)
) STRICT, WITHOUT ROWID`;

function prepare(db: DatabaseSync): ApplyEvent {
  const claim = db.prepare('INSERT OR IGNORE INTO claims (claim, account, since_seq) VALUES (?, ?, ?)');
  const release = db.prepare(
    'DELETE FROM claims WHERE account = ? AND claim NOT IN (SELECT value FROM json_each(?))',
  );
  const releaseAll = db.prepare('DELETE FROM claims WHERE account = ?');
  return (event) => {
    if (event.kind === 'set.observed') {
      release.run(event.account, JSON.stringify(event.data.claims));
      for (const each of event.data.claims) claim.run(each, event.account, event.seq);
    } else if (event.kind === 'account.purged') {
      releaseAll.run(event.account);
    }
  };
}

export const claimsFold: Fold = {
  name: 'claims',
  version: 1,
  tables: { claims },
  extras: ['CREATE INDEX claims_by_account ON claims (account)'],
  prepare,
};
