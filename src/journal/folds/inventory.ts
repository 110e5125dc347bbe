// What jopanel owns on the host. An item is `intended` from before the first effect on, so that a crash leaves no
// unknown item behind, and `present` once its step was applied.
import type { DatabaseSync } from 'node:sqlite';
import type { ApplyEvent, Fold } from '../fold.ts';

const inventory = `(
  item TEXT PRIMARY KEY,
  account TEXT,
  resource TEXT NOT NULL,
  since_seq INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('intended', 'present'))
) STRICT`;

function prepare(db: DatabaseSync): ApplyEvent {
  const intend = db.prepare(
    `INSERT OR IGNORE INTO inventory (item, account, resource, since_seq, state)
     VALUES (?, ?, ?, ?, 'intended')`,
  );
  const have = db.prepare(
    `INSERT INTO inventory (item, account, resource, since_seq, state) VALUES (?, ?, ?, ?, 'present')
     ON CONFLICT (item) DO UPDATE SET
       account = excluded.account, resource = excluded.resource, state = 'present',
       since_seq = iif(account IS excluded.account AND state = 'present', since_seq, excluded.since_seq)`,
  );
  const release = db.prepare('DELETE FROM inventory WHERE item = ?');
  const releaseAll = db.prepare('DELETE FROM inventory WHERE account = ?');
  return (event) => {
    if (event.kind === 'wave.began') {
      for (const step of event.data.steps)
        for (const item of step.owns ?? []) intend.run(item, step.account, step.resource, event.seq);
    } else if (event.kind === 'step.applied') {
      const { owns = [], releases = [], resource } = event.data;
      for (const item of releases) release.run(item);
      for (const item of owns) have.run(item, event.account, resource, event.seq);
    } else if (event.kind === 'account.purged') {
      // Items that are missing from the inventory are never removed: a loss here means less deletion, never more.
      releaseAll.run(event.account);
    }
  };
}

export const inventoryFold: Fold = {
  name: 'inventory',
  version: 1,
  tables: { inventory },
  extras: ['CREATE INDEX inventory_by_account ON inventory (account)'],
  prepare,
};
