// The headers that say under which condition a request is carried out, and for how long the caller waits.

import type { IncomingMessage } from 'node:http';

/** The revisions that `If-Match` names; `any` is its `*`; undefined: there is no such header. */
export type IfMatch = readonly string[] | 'any' | undefined;

export function readIfMatch({ headers }: IncomingMessage): IfMatch {
  const header = headers['if-match']?.trim();
  if (header === undefined) return undefined;
  if (header === '*') return 'any';
  // A weak tag never matches here (RFC 9110, 13.1.1). Quotes are asked for there, and callers forget them.
  return header
    .split(',')
    .map((tag) => tag.trim().replace(/^"(.*)"$/, '$1'))
    .filter((tag) => tag !== '' && !tag.startsWith('W/'));
}

export const LONGEST_WAIT_S = 600;

/** Seconds from `Prefer: wait=SECONDS` (RFC 7240, 4.3); undefined: the caller does not wait. */
export function readWait({ headers }: IncomingMessage): number | undefined {
  const header = headers.prefer;
  const text = Array.isArray(header) ? header.join(',') : header;
  const seconds = text === undefined ? undefined : /(?:^|[,;\s])wait\s*=\s*"?(\d{1,9})"?/i.exec(text)?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), LONGEST_WAIT_S);
}

export function etagOf(revision: string): string {
  return `"${revision}"`;
}
