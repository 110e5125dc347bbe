// An entry as it is copied to the audit log in MariaDB: without its secrets, and with its actor.
import { z } from 'zod';
import { agentActor } from '../model/agent-actor.ts';
import { sha256 } from '../model/digest.ts';
import { REDACTED, redactText, redactValue } from '../model/redact.ts';
import { canonicalJson } from './canonical-json.ts';
import type { HashedLink } from './event-row.ts';

export interface AuditEntry {
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly account: string | null;
  /** Null: an unknown actor changed or removed the files. */
  readonly actor: string | null;
  readonly kind: string;
  /** The data of the entry, where need be without its secrets, or with its size alone. */
  readonly detail: string;
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

export function auditEntry({ seq, time, account, kind, data }: HashedLink): AuditEntry {
  return {
    seq,
    time,
    account: account === null ? null : account.slice(0, 255),
    actor: NOT_ITS_OWN.has(kind) ? actorIn(kind, data) : DAEMON,
    kind,
    detail: detailOf(data),
  };
}

/** Names the whole copy of an entry, for when the entry itself is dropped and its hash says nothing about the copy. */
export function auditDigest(entry: AuditEntry): string {
  return sha256(canonicalJson(entry));
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

/** False: the detail is not the text that was hashed. */
export function isWholeDetail(detail: string): boolean {
  return !detail.includes(REDACTED) && !detail.startsWith('{"omitted_characters":');
}
