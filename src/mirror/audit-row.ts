// A journal entry as the audit log has it: what it says, but for secrets, and who did it.
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
  /** Null: somebody who may write the files, or take them away, and did not say who. */
  readonly actor: string | null;
  readonly action: string;
  readonly detail: string;
  readonly hash: string;
}

/** What a packet of the server takes many of; the journal has the whole of it. */
const MOST_CHARACTERS = 256 * 1024;
/** Whatever `redactText` takes out holds one of these; most entries hold none, and there may be many. */
const MAY_BE_SECRET = /\$|PRIVATE KEY|:\/\//;
const DAEMON = 'jopaneld';
/** What the daemon only sees. */
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
  // Parsed only where there is something to take out: nothing else in an entry is a secret by its key.
  const isClean = !MAY_BE_SECRET.test(data) || redactText(data) === data;
  const clean = isClean ? data : canonicalJson(Object(redactValue(JSON.parse(data))));
  return clean.length <= MOST_CHARACTERS ? clean : canonicalJson({ omitted_characters: clean.length });
}

/** Whether a detail is word for word what was hashed. */
export function isWholeDetail(detail: string): boolean {
  return !detail.includes(REDACTED) && !detail.startsWith('{"omitted_characters":');
}
