// The accepted revisions of each account, in order, until the account is purged.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent, Fold } from '../fold.ts';

const history = `(
  seq INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  time INTEGER NOT NULL,
  revision TEXT NOT NULL,
  applied_at INTEGER,
  content_dropped INTEGER NOT NULL DEFAULT 0
) STRICT`;

function prepare(db: DatabaseSync): ApplyEvent {
  const accept = db.prepare('INSERT INTO history (seq, account, time, revision) VALUES (?, ?, ?, ?)');
  const latest = db.prepare('SELECT revision FROM history WHERE account = ? ORDER BY seq DESC LIMIT 1');
  const apply = db.prepare(
    `UPDATE history SET applied_at = ? WHERE seq =
       (SELECT seq FROM history WHERE account = ? AND revision = ? ORDER BY seq DESC LIMIT 1)`,
  );
  const drop = db.prepare('UPDATE history SET content_dropped = 1 WHERE account = ? AND revision = ?');
  const forget = db.prepare('DELETE FROM history WHERE account = ?');
  return (event) => {
    if (event.kind === 'set.observed') {
      for (const revision of event.data.dropped ?? []) drop.run(event.account, revision);
      // A set that was written again without a change is not a new revision.
      if (latest.get(event.account)?.revision === event.data.revision) return;
      accept.run(event.seq, event.account, event.time, event.data.revision);
    } else if (event.kind === 'revision.applied') {
      apply.run(event.time, event.account, event.data.revision);
    } else if (event.kind === 'account.purged') {
      forget.run(event.account);
    }
  };
}

export const historyFold: Fold = {
  name: 'history',
  version: 2,
  tables: { history },
  extras: ['CREATE INDEX history_by_account ON history (account, seq)'],
  prepare,
};
