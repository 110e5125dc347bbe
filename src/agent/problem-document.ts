// Errors of the agent socket: application/problem+json of RFC 9457.

import { z } from 'zod';
import type { Problem } from '../model/problem.ts';
import type { SetFileName } from '../model/set-files.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** Every reason why a request is not carried out, with the HTTP status that goes with it. */
export const PROBLEM_STATUS = {
  'malformed-request': 400,
  'not-found': 404,
  'no-such-account': 404,
  'method-not-allowed': 405,
  'account-exists': 409,
  'not-applied': 409,
  'precondition-failed': 412,
  'request-too-large': 413,
  'unsupported-media-type': 415,
  'invalid-request': 422,
  'invalid-set': 422,
  'precondition-required': 428,
  'too-many-requests': 429,
  failed: 500,
  busy: 503,
} as const;
type ProblemCode = keyof typeof PROBLEM_STATUS;

const TITLES: Readonly<Record<ProblemCode, string>> = {
  'malformed-request': 'The request is malformed',
  'not-found': 'There is nothing at this path',
  'no-such-account': 'There is no such account',
  'method-not-allowed': 'The path does not take this method',
  'account-exists': 'The account exists',
  'not-applied': 'The set is written, and its revision could not be applied',
  'precondition-failed': 'The set has changed',
  'request-too-large': 'The request is too large',
  'unsupported-media-type': 'The content type is not supported',
  'invalid-request': 'The request does not have the form of its operation',
  'invalid-set': 'The set would not be valid',
  'precondition-required': 'If-Match is required',
  'too-many-requests': 'Too many requests',
  failed: 'The operation failed',
  busy: 'The account is busy',
};

export const ProblemFinding = z
  .object({
    file: z
      .string()
      .meta({ description: 'The file of the set, such as `limits.json`; `.` is the request itself.' }),
    pointer: z.string().meta({ description: 'RFC 6901, into the file.' }),
    request_pointer: z
      .string()
      .meta({ description: 'RFC 6901, into the request; empty where it has no such part.' }),
    message: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'ProblemFinding' });
export type ProblemFinding = z.infer<typeof ProblemFinding>;

export const ProblemDocument = z
  .object({
    type: z.string().meta({ description: '`urn:jopanel:problem:` and the code.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What is wrong this time, for people.' }),
    remedy: z.string().meta({ description: 'What to do about it; may be empty.' }),
    findings: z.array(ProblemFinding).optional(),
    revision: z.string().optional().meta({ description: 'Of the set as it stands.' }),
    expected_revision: z.string().optional().meta({ description: 'As If-Match named it.' }),
    phase: z.string().optional(),
    conditions: z
      .array(
        z.object({
          type: z.string(),
          status: z.string(),
          reason: z.string(),
          message: z.string(),
          last_transition_at: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'ProblemDocument', description: 'RFC 9457.' });
export type ProblemDocument = z.infer<typeof ProblemDocument>;

export interface ProblemReply {
  readonly ok: false;
  readonly document: ProblemDocument;
  readonly headers: Readonly<Record<string, string>>;
}

type Members = Partial<Omit<ProblemDocument, 'type' | 'title' | 'status' | 'detail' | 'remedy'>>;

export function problemReply(
  code: ProblemCode,
  detail: string,
  remedy: string,
  members: Members = {},
  headers: Readonly<Record<string, string>> = {},
): ProblemReply {
  const status = PROBLEM_STATUS[code];
  const retry = status === 503 || status === 429 ? { 'retry-after': '1' } : {};
  return {
    ok: false,
    document: {
      type: `urn:jopanel:problem:${code}`,
      title: TITLES[code],
      status,
      detail,
      remedy,
      ...members,
    },
    headers: { ...retry, ...headers },
  };
}

/** @param inRequest where the request names the file, such as `limits` for `limits.json` */
export function invalidSet(
  problems: readonly Problem[],
  inRequest: (file: SetFileName | string, pointer: string) => string,
): ProblemReply {
  const findings = problems.map(({ file, pointer, message, remedy }) => ({
    file,
    pointer,
    request_pointer: inRequest(file, pointer),
    message,
    remedy,
  }));
  const [first] = findings;
  const detail =
    first === undefined ? 'the set is refused' : `${first.file} ${first.pointer} ${first.message}`;
  return problemReply('invalid-set', detail, 'mend what the findings name; nothing was written', {
    findings,
  });
}
