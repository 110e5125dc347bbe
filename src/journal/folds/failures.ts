// The failure that last stood for each account, kind and subject: an equal one that follows is counted, not
// stored again. Any success of the account wipes its slate; of the host's own, only the same subject's.
import type { DatabaseSync } from 'node:sqlite';
import { sha256 } from '../../model/digest.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { EventBody } from '../event.ts';
import type { ApplyEvent, Fold } from '../fold.ts';

const failures = `(
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  digest TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (account, kind, subject)
) STRICT, WITHOUT ROWID`;

export interface Failure {
  readonly account: string;
  readonly kind: string;
  /** What failed, so that two things that fail in turn are each counted. */
  readonly subject: string;
  readonly digest: string;
}

/** The wave is no part of what failed: the same step fails anew in every wave. */
function failure(event: EventBody, subject: string): Failure {
  const data = { ...event.data, wave: undefined };
  return { account: event.account ?? '', kind: event.kind, subject, digest: sha256(canonicalJson(data)) };
}

/** The failure that the event reports, if it reports one. */
export function failureOf(event: EventBody): Failure | undefined {
  switch (event.kind) {
    case 'set.refused':
      return failure(event, '');
    case 'step.failed':
      return failure(event, `${event.data.resource} ${event.data.summary}`);
    case 'service.tested':
      return event.data.ok ? undefined : failure(event, event.data.service);
    case 'account.quarantined':
      return failure(event, event.data.service);
    case 'guard.held':
      return failure(event, event.data.guard);
    default:
      return undefined;
  }
}

/** What the event shows to work again: everything of its account, one subject of the host, or nothing. */
function success(event: EventBody): { account: string; subject?: string } | undefined {
  switch (event.kind) {
    case 'set.observed':
    case 'revision.applied':
    case 'account.returned':
    case 'account.retired':
    case 'account.purged':
    case 'account.dropped':
      return { account: event.account };
    case 'step.applied': {
      const { resource, summary } = event.data;
      return event.account === null
        ? { account: '', subject: `${resource} ${summary}` }
        : { account: event.account };
    }
    case 'guard.released':
      return event.account === null ? { account: '', subject: event.data.guard } : { account: event.account };
    case 'service.tested':
      return event.data.ok ? { account: '', subject: event.data.service } : undefined;
    default:
      return undefined;
  }
}

function prepare(db: DatabaseSync): ApplyEvent {
  const stand = db.prepare(
    'INSERT OR REPLACE INTO failures (account, kind, subject, digest, seq) VALUES (?, ?, ?, ?, ?)',
  );
  const wipe = db.prepare('DELETE FROM failures WHERE account = ?');
  const wipeSubject = db.prepare('DELETE FROM failures WHERE account = ? AND subject = ?');
  const expire = db.prepare('DELETE FROM failures WHERE seq <= ?');
  return (event) => {
    // Where the event itself is gone, the next failure must say again what is wrong.
    if (event.kind === 'journal.pruned') expire.run(event.data.through);
    const failed = failureOf(event);
    if (failed) stand.run(failed.account, failed.kind, failed.subject, failed.digest, event.seq);
    const worked = success(event);
    if (worked?.subject !== undefined) wipeSubject.run(worked.account, worked.subject);
    else if (worked) wipe.run(worked.account);
  };
}

export const failuresFold: Fold = { name: 'failures', version: 1, tables: { failures }, prepare };
