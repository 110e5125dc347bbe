// The current failure of each account, kind and subject. An equal failure that follows is counted and not stored
// again. A success of an account clears all of its failures; a success of the host clears those of its subject.
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
  /** The fields that identify what failed, so that two failures that alternate are counted separately. */
  readonly subject: string;
  readonly digest: string;
}

/** The wave is not part of the identity: a step that keeps failing fails in a new wave each time. */
function failure(event: EventBody, subject: string): Failure {
  const data = { ...event.data, wave: undefined };
  return { account: event.account ?? '', kind: event.kind, subject, digest: sha256(canonicalJson(data)) };
}

/** Returns the failure that the event reports, if it reports one. */
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

/** Returns what the event shows to work again: everything of its account, one subject of the host, or nothing. */
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
    // The event of this failure is dropped, so the next equal failure has to be stored.
    if (event.kind === 'journal.pruned') expire.run(event.data.through);
    const failed = failureOf(event);
    if (failed) stand.run(failed.account, failed.kind, failed.subject, failed.digest, event.seq);
    const worked = success(event);
    if (worked?.subject !== undefined) wipeSubject.run(worked.account, worked.subject);
    else if (worked) wipe.run(worked.account);
  };
}

export const failuresFold: Fold = { name: 'failures', version: 1, tables: { failures }, prepare };
