// What goes wrong with an authority, as jopaneld is to hear of it.

import { z } from 'zod';
import { parseTime } from '../src/host/clock.ts';
import type { SecureAnswer } from '../src/host/sockets/secure-request.ts';
import type { AuthorityProblem, FailedName } from '../src/model/acme/acme-messages.ts';
import { tryParseJson } from '../src/model/json/try-parse-json.ts';

export class ProblemError extends Error {
  readonly problem: AuthorityProblem;
  /** The authority's own word for it, such as `badNonce`. */
  readonly type: string;

  constructor(problem: AuthorityProblem, type = '') {
    super(problem.message);
    this.name = 'ProblemError';
    this.problem = problem;
    this.type = type;
  }
}

const Subproblem = z.object({
  type: z.string().optional(),
  detail: z.string().optional(),
  identifier: z.object({ value: z.string() }).optional(),
});
/** RFC 7807, with the subproblems of RFC 8555, section 6.7.1. */
export const AuthorityProblemDocument = z.object({
  type: z.string().optional(),
  detail: z.string().optional(),
  subproblems: z.array(Subproblem).optional(),
});
export type AuthorityProblemDocument = z.infer<typeof AuthorityProblemDocument>;

const PREFIX = 'urn:ietf:params:acme:error:';
const LONGEST = 600;

export function unavailable(message: string, retryAfterMs?: number): ProblemError {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new ProblemError({ fault: 'unavailable', message: cleaned(message), failed: [], ...wait });
}

/** What the authority says in an answer that is no success. */
export function problemOf(answer: SecureAnswer, now: number): ProblemError {
  const document = AuthorityProblemDocument.safeParse(tryParseJson(answer.text));
  const wait = retryAfter(answer, now);
  const more = wait === undefined ? {} : { retryAfterMs: wait };
  const type = document.success ? typeOf(document.data) : '';
  if (answer.status === 429 || type === 'rateLimited') {
    const message = document.success ? wordsOf(document.data) : 'it takes no more requests for now (429)';
    return new ProblemError({ fault: 'rate_limited', message, failed: [], ...more }, type);
  }
  if (!document.success || type === '' || answer.status >= 500 || type === 'serverInternal') {
    const words = document.success && type !== '' ? `: ${wordsOf(document.data)}` : '';
    return unavailable(`the authority answered with status ${answer.status}${words}`, wait);
  }
  return new ProblemError(
    { fault: 'refused', message: wordsOf(document.data), failed: failedNames(document.data), ...more },
    type,
  );
}

/** In the authority's own words. */
export function wordsOf(document: AuthorityProblemDocument): string {
  const type = typeOf(document);
  const detail = document.detail ?? '';
  return cleaned(type === '' ? detail || 'no reason given' : detail === '' ? type : `${detail} (${type})`);
}

function typeOf({ type = '' }: AuthorityProblemDocument): string {
  return type.startsWith(PREFIX) ? cleaned(type.slice(PREFIX.length)) : '';
}

function failedNames({ subproblems = [] }: AuthorityProblemDocument): FailedName[] {
  return subproblems.slice(0, 100).flatMap((each) => {
    const name = each.identifier?.value;
    return name === undefined || name === '' ? [] : [{ name: name.slice(0, 253), why: wordsOf(each) }];
  });
}

/** Nothing of what others write may steer a terminal, or fill a log. */
export function cleaned(text: string): string {
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
export function retryAfter({ headers }: Pick<SecureAnswer, 'headers'>, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  if (seconds !== undefined) return Math.min(seconds * 1000, MOST_MS);
  const at = parseTime(text);
  return at === undefined ? undefined : Math.min(Math.max(at - now, 0), MOST_MS);
}

/** No wait that an authority asks for is longer than a week. */
const MOST_MS = 7 * 86_400_000;
