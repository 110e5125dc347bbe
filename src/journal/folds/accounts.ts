// One row per account: its identity, its revisions and its state. Only `conditions.changed` sets the phase, so
// that the status and the engine cannot disagree.
import type { DatabaseSync } from 'node:sqlite';
import type { EventOf, StoredEvent } from '../event.ts';
import type { ApplyEvent, Fold } from '../fold.ts';

const accounts = `(
  username TEXT PRIMARY KEY,
  uid INTEGER, gid INTEGER,
  status TEXT, package TEXT, contact_email TEXT, primary_domain TEXT,
  domains TEXT NOT NULL DEFAULT '[]',
  phase TEXT NOT NULL DEFAULT 'pending',
  desired_revision TEXT, attempted_revision TEXT, applied_revision TEXT, applied_at INTEGER,
  applied_context TEXT,
  fingerprint TEXT,
  problems TEXT NOT NULL DEFAULT '[]',
  conditions TEXT NOT NULL DEFAULT '[]',
  resources TEXT NOT NULL DEFAULT '[]',
  drifted TEXT NOT NULL DEFAULT '[]',
  overrides TEXT NOT NULL DEFAULT '[]', overridden_by TEXT,
  last_error TEXT, next_retry_at INTEGER,
  vanished_at INTEGER, retired_at INTEGER, purged_at INTEGER,
  first_seen_seq INTEGER NOT NULL, last_event_seq INTEGER NOT NULL
) STRICT`;

function prepare(db: DatabaseSync): ApplyEvent {
  const touch = db.prepare(
    `INSERT INTO accounts (username, first_seen_seq, last_event_seq) VALUES (?, ?, ?)
     ON CONFLICT (username) DO UPDATE SET last_event_seq = excluded.last_event_seq`,
  );
  const set = (assignments: string) => db.prepare(`UPDATE accounts SET ${assignments} WHERE username = ?`);
  const observed = set(
    `uid = ?, gid = ?, status = ?, package = ?, contact_email = ?, primary_domain = ?, domains = ?,
     desired_revision = ?, fingerprint = ?, problems = '[]', overrides = '[]', overridden_by = NULL,
     vanished_at = NULL, retired_at = NULL, purged_at = NULL`,
  );
  // The files are as they were: refused, gone, or in use by another program.
  const overridden = set(
    `uid = ?, gid = ?, status = ?, package = ?, contact_email = ?, primary_domain = ?, domains = ?,
     desired_revision = ?, overrides = ?, overridden_by = ?`,
  );
  const written = set("overrides = '[]', overridden_by = NULL");
  // The account was purged: a folder of that name belongs to a new account.
  const refused = set(
    `fingerprint = ?, problems = ?, purged_at = NULL,
     vanished_at = CASE WHEN purged_at IS NULL THEN vanished_at END,
     retired_at = CASE WHEN purged_at IS NULL THEN retired_at END`,
  );
  const attempted = set('attempted_revision = ?');
  const applied = set('attempted_revision = ?, applied_revision = ?, applied_at = ?');
  const appliedIn = set('applied_context = ?');
  const changed = set(
    'conditions = ?, resources = ?, drifted = ?, phase = ?, last_error = ?, next_retry_at = ?',
  );
  const vanished = set('vanished_at = ?');
  const returned = set('vanished_at = NULL, retired_at = NULL');
  const retired = set('retired_at = ?');
  const purged = set(
    `purged_at = ?, desired_revision = NULL, attempted_revision = NULL, applied_revision = NULL,
     applied_at = NULL, applied_context = NULL, fingerprint = NULL, problems = '[]', overrides = '[]', overridden_by = NULL`,
  );

  function observe({ account, data }: EventOf<'set.observed'>): void {
    const { uid, gid, status, contact_email, primary_domain, revision, fingerprint } = data;
    const domains = JSON.stringify(data.domains);
    const identity = [uid, gid, status, data.package, contact_email, primary_domain, domains];
    if (data.overrides !== undefined) {
      overridden.run(...identity, revision, JSON.stringify(data.overrides), data.actor ?? null, account);
      return;
    }
    observed.run(...identity, revision, fingerprint, account);
  }

  return (event: StoredEvent) => {
    if (event.account !== null) touch.run(event.account, event.seq, event.seq);
    switch (event.kind) {
      case 'set.observed':
        return observe(event);
      case 'override.written':
        written.run(event.account);
        return;
      case 'set.refused':
        refused.run(event.data.fingerprint, JSON.stringify(event.data.problems), event.account);
        return;
      case 'wave.began':
        for (const { account, revision } of event.data.accounts) attempted.run(revision, account);
        return;
      case 'revision.applied':
        applied.run(event.data.revision, event.data.revision, event.time, event.account);
        if (event.data.context !== undefined) appliedIn.run(event.data.context, event.account);
        return;
      case 'context.applied':
        appliedIn.run(event.data.context, event.account);
        return;
      case 'conditions.changed': {
        const { conditions, resources, drifted = [], phase, last_error, next_retry_at } = event.data;
        const states = [conditions, resources, drifted].map((list) => JSON.stringify(list));
        changed.run(...states, phase, last_error, next_retry_at, event.account);
        return;
      }
      case 'account.vanished':
        vanished.run(event.time, event.account);
        return;
      case 'account.returned':
        returned.run(event.account);
        return;
      case 'account.retired':
        retired.run(event.time, event.account);
        return;
      case 'account.purged':
      case 'account.dropped':
        purged.run(event.time, event.account);
        return;
    }
  };
}

export const accountsFold: Fold = {
  name: 'accounts',
  version: 5,
  tables: { accounts },
  extras: [
    // The status page counts all accounts by phase, more often than it asks anything else.
    'CREATE INDEX accounts_by_phase ON accounts (purged_at, phase)',
    `CREATE INDEX accounts_never_accepted ON accounts (username)
      WHERE desired_revision IS NULL AND purged_at IS NULL`,
  ],
  prepare,
};
