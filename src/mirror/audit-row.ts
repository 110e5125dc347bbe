// The row of a journal entry in the audit log.
import { type AuditEntry, auditEntry } from '../journal/audit-entry.ts';
import type { HashedLink } from '../journal/event-row.ts';
import { sqlTime } from './sql-time.ts';

interface AuditRow {
  readonly sequence: number;
  readonly time: string;
  readonly account: string | null;
  readonly actor: string | null;
  readonly action: string;
  readonly detail: string;
  readonly hash: string;
}

export function auditRow(link: HashedLink): AuditRow {
  const { seq, time, account, actor, kind, detail } = auditEntry(link);
  return {
    sequence: seq,
    time: sqlTime(time) ?? '1970-01-01 00:00:00.000',
    account,
    actor,
    action: kind,
    detail,
    hash: link.hash,
  };
}

/** What a row says of its entry. @param row as MariaDB gives it */
export function entryOfRow(row: AuditRow): AuditEntry {
  const { sequence, time, account, actor, action, detail } = row;
  const instant = Temporal.Instant.from(`${time.replace(' ', 'T')}Z`);
  return { seq: sequence, time: instant.epochMilliseconds, account, actor, kind: action, detail };
}
