// Everything that is held back, with the reason: held guards, contested items, and revisions that a service refused.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent, Fold } from '../fold.ts';
import { currentItem } from '../former-items.ts';
import { text } from '../row.ts';

// '' stands for the host itself: with NULL in a primary key SQLite would take every row for a different one.
const guards = `(
  guard TEXT NOT NULL,
  account TEXT NOT NULL,
  reason TEXT NOT NULL,
  cause TEXT,
  count INTEGER,
  since INTEGER NOT NULL,
  PRIMARY KEY (guard, account)
) STRICT, WITHOUT ROWID`;

const contests = `(
  account TEXT NOT NULL,
  resource TEXT NOT NULL,
  item TEXT NOT NULL,
  expected TEXT NOT NULL,
  found TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (account, resource, item)
) STRICT, WITHOUT ROWID`;

const quarantines = `(
  account TEXT NOT NULL,
  service TEXT NOT NULL,
  message TEXT NOT NULL,
  revision TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (account, service)
) STRICT, WITHOUT ROWID`;

function prepare(db: DatabaseSync): ApplyEvent {
  const hold = db.prepare(
    `INSERT INTO guards (guard, account, reason, cause, count, since) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (guard, account) DO UPDATE
     SET reason = excluded.reason, cause = excluded.cause, count = excluded.count`,
  );
  const release = db.prepare('DELETE FROM guards WHERE guard = ? AND account = ?');
  const contest = db.prepare(
    `INSERT INTO contests (account, resource, item, expected, found, since) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (account, resource, item) DO UPDATE SET expected = excluded.expected, found = excluded.found`,
  );
  const endContest = db.prepare('DELETE FROM contests WHERE account = ? AND resource = ? AND item = ?');
  const quarantine = db.prepare(
    'INSERT OR REPLACE INTO quarantines (account, service, message, revision, since) VALUES (?, ?, ?, ?, ?)',
  );
  const outlive = db.prepare('DELETE FROM quarantines WHERE account = ? AND revision <> ?');
  const acquit = db.prepare('DELETE FROM quarantines WHERE account = ?');
  const forget = ['guards', 'contests', 'quarantines'].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE account = ?`),
  );
  return (event) => {
    const owner = event.account ?? '';
    switch (event.kind) {
      case 'guard.held': {
        const { guard, reason, cause = null, count = null } = event.data;
        hold.run(guard, owner, reason, cause, count, event.time);
        return;
      }
      case 'guard.released':
        release.run(event.data.guard, owner);
        return;
      case 'contest.declared': {
        const { resource, item, expected, found } = event.data;
        contest.run(owner, resource, currentItem(resource, item), expected, found, event.time);
        return;
      }
      case 'contest.ended': {
        const { resource, item } = event.data;
        endContest.run(owner, resource, currentItem(resource, item));
        return;
      }
      case 'account.quarantined': {
        const { service, message, revision } = event.data;
        quarantine.run(owner, service, message, revision, event.time);
        return;
      }
      case 'set.observed':
        outlive.run(owner, event.data.revision);
        return;
      case 'revision.applied':
        acquit.run(owner);
        return;
      case 'account.purged':
      case 'account.dropped':
        for (const statement of forget) statement.run(owner);
        return;
    }
  };
}

/** The rows of a checkpoint may be from the time when contests were known by a sentence. */
function restored(db: DatabaseSync): void {
  const rename = db.prepare(
    'UPDATE OR REPLACE contests SET item = ? WHERE account = ? AND resource = ? AND item = ?',
  );
  for (const row of db.prepare('SELECT account, resource, item FROM contests').all()) {
    const [resource, item] = [text(row, 'resource'), text(row, 'item')];
    const current = currentItem(resource, item);
    if (current !== item) rename.run(current, text(row, 'account'), resource, item);
  }
}

export const holdsFold: Fold = {
  name: 'holds',
  version: 3,
  tables: { guards, contests, quarantines },
  prepare,
  restored,
};
