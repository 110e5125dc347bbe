// Actions of the after phase that failed the last time, and when each is tried again.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent, Fold } from '../fold.ts';

const afterRetries = `(
  account TEXT NOT NULL,
  resource TEXT NOT NULL,
  item TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  retry_at INTEGER NOT NULL,
  error TEXT NOT NULL,
  PRIMARY KEY (account, resource, item)
) STRICT, WITHOUT ROWID`;

function prepare(db: DatabaseSync): ApplyEvent {
  const wait = db.prepare(
    `INSERT OR REPLACE INTO after_retries (account, resource, item, attempts, retry_at, error)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const end = db.prepare('DELETE FROM after_retries WHERE account = ? AND resource = ? AND item = ?');
  const endAll = db.prepare('DELETE FROM after_retries WHERE account = ?');
  return (event) => {
    const account = event.account ?? '';
    if (event.kind === 'step.failed' && event.data.after !== undefined) {
      const { resource, error, after } = event.data;
      wait.run(account, resource, after.item, after.attempts, after.retry_at, error);
    } else if (event.kind === 'step.applied' && event.data.after !== undefined) {
      const { resource, after } = event.data;
      for (const item of [after.item, ...(after.worked ?? [])]) end.run(account, resource, item);
    } else if (event.kind === 'account.purged') {
      endAll.run(account);
    }
  };
}

export const afterRetriesFold: Fold = {
  name: 'after-retries',
  version: 1,
  tables: { after_retries: afterRetries },
  prepare,
};
