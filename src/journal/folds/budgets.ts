// What was spent of the budgets of others, such as the orders that a certificate authority permits.
import type { DatabaseSync } from 'node:sqlite';
import type { StoredEvent } from '../event.ts';
import type { ApplyEvent, Fold } from '../fold.ts';

/** No budget has a longer period. */
const LONGEST_PERIOD_MS = 8 * 86_400_000;

const budgetSpendings = `(
  budget TEXT NOT NULL,
  at INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  times INTEGER NOT NULL,
  PRIMARY KEY (budget, at, seq)
) STRICT, WITHOUT ROWID`;

const budgetHolds = `(
  budget TEXT PRIMARY KEY,
  until INTEGER NOT NULL,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID`;

function prepare(db: DatabaseSync): ApplyEvent {
  const spend = db.prepare(
    `INSERT INTO budget_spendings (budget, at, seq, times) VALUES (?, ?, ?, 1)
     ON CONFLICT (budget, at, seq) DO UPDATE SET times = times + 1`,
  );
  const forget = db.prepare('DELETE FROM budget_spendings WHERE at < ?');
  const hold = db.prepare('INSERT OR REPLACE INTO budget_holds (budget, until, seq) VALUES (?, ?, ?)');
  return (event) => {
    for (const budget of spentBy(event)) {
      spend.run(budget, event.time, event.seq);
      forget.run(event.time - LONGEST_PERIOD_MS);
    }
    if (event.kind !== 'step.failed') return;
    const held = event.data.after?.hold;
    if (held !== undefined) hold.run(held.budget, held.until, event.seq);
  };
}

function spentBy(event: StoredEvent): readonly string[] {
  if (event.kind === 'wave.began') return event.data.steps.flatMap(({ spends = [] }) => spends);
  if (event.kind !== 'step.applied' && event.kind !== 'step.failed') return [];
  return event.data.after?.spent ?? [];
}

export const budgetsFold: Fold = {
  name: 'budgets',
  version: 1,
  tables: { budget_spendings: budgetSpendings, budget_holds: budgetHolds },
  extras: ['CREATE INDEX budget_spendings_by_time ON budget_spendings (at)'],
  prepare,
};
