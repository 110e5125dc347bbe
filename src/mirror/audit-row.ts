// The row of a journal entry in the audit log: its redacted content and its actor.
import { z } from 'zod';
import { canonicalJson } from '../journal/canonical-json.ts';
import type { HashedLink } from '../journal/event-row.ts';
import { agentActor } from '../model/agent-actor.ts';
import { REDACTED, redactText, redactValue } from '../model/redact.ts';
import { sqlTime } from './sql-time.ts';

export interface AuditRow {
  readonly sequence: number;
  readonly time: string;
  readonly account: string | null;
  /** Null: an unknown actor changed or removed the files. */
  readonly actor: string | null;
  readonly action: string;
  readonly detail: string;
  readonly hash: string;
}

/** Larger entries would exceed the server's packet size; the journal has them in full. */
const MOST_CHARACTERS = 256 * 1024;
/**
 * Every secret that `redactText` replaces contains one of these. Most entries contain none, and there are many entries.
 */
const MAY_BE_SECRET = /\$|PRIVATE KEY|:\/\//;
const DAEMON = 'jopaneld';
/** Kinds of events that the daemon only observes. */
const NOT_ITS_OWN: ReadonlySet<string> = new Set([
  'set.observed',
  'set.refused',
  'agent.request',
  'account.vanished',
  'account.returned',
  'drift.found',
]);

export function auditRow({ seq, time, account, kind, data, hash }: HashedLink): AuditRow {
  return {
    sequence: seq,
    time: sqlTime(time) ?? '1970-01-01 00:00:00.000',
    account: account === null ? null : account.slice(0, 255),
    actor: NOT_ITS_OWN.has(kind) ? actorIn(kind, data) : DAEMON,
    action: kind,
    detail: detailOf(data),
    hash,
  };
}

const Observed = z.object({ actor: z.string().optional() });
const Requested = z.object({ caller: z.string(), actor: z.string().nullable() });

function actorIn(kind: string, data: string): string | null {
  if (kind === 'agent.request') {
    const request = Requested.safeParse(JSON.parse(data)).data;
    return request === undefined
      ? null
      : agentActor({ name: request.caller, actor: request.actor }).slice(0, 255);
  }
  if (kind !== 'set.observed') return null;
  const parsed = Observed.safeParse(JSON.parse(data));
  return parsed.data?.actor?.slice(0, 255) ?? null;
}

function detailOf(data: string): string {
  // Only entries with a secret are parsed: no key of an entry makes its value a secret.
  const isClean = !MAY_BE_SECRET.test(data) || redactText(data) === data;
  const clean = isClean ? data : canonicalJson(Object(redactValue(JSON.parse(data))));
  return clean.length <= MOST_CHARACTERS ? clean : canonicalJson({ omitted_characters: clean.length });
}

/** Whether a detail is exactly the text that was hashed. */
export function isWholeDetail(detail: string): boolean {
  return !detail.includes(REDACTED) && !detail.startsWith('{"omitted_characters":');
}
