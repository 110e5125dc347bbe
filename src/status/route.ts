// One path of the socket: its parameters, its answer, and the schemas of both.

import type { URLPattern } from 'node:url';
import { z } from 'zod';
import type { StatusContext } from './context.ts';
import { pathPattern } from './path-pattern.ts';
import { readQuery } from './query.ts';

export interface ErrorReply {
  readonly ok: false;
  readonly status: 400 | 404 | 405 | 500 | 503;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export type Reply<Value> =
  /** `etag` is for an answer that has a name of its own, such as a revision; else its text gives the tag. */
  { readonly ok: true; readonly value: Value; readonly etag?: string } | ErrorReply;

type Params = Readonly<Record<string, string>>;

export interface RouteRequest<Query> {
  readonly params: Params;
  readonly query: Query;
}

/** A route without type parameters, for the list of all routes. */
export interface Route {
  /** Such as `/v1/users/{username}`. */
  readonly path: string;
  /** The same for percent-encoded paths. */
  readonly pattern: URLPattern;
  /** The name of the operation in the description, such as `GetUser`. */
  readonly operationId: string;
  readonly summary: string;
  readonly query: z.ZodObject;
  readonly answer: z.ZodType;
  /** The answer may be given again for a moment. Answers that are computed from the host are not. */
  readonly cacheable: boolean;
  /** With `Accept: text/event-stream` the route follows the journal. */
  readonly follows: boolean;
  readonly errors: readonly ErrorReply['status'][];
  handle(context: StatusContext, params: Params, search: URLSearchParams): Promise<Reply<unknown>>;
}

export interface RouteSpec<Query extends z.ZodObject, Answer extends z.ZodType> {
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly query: Query;
  readonly answer: Answer;
  /** The default is true. */
  readonly cacheable?: boolean;
  /** The default is false. */
  readonly follows?: boolean;
  readonly errors?: readonly ErrorReply['status'][];
  handle(
    context: StatusContext,
    request: RouteRequest<z.output<Query>>,
  ): Reply<z.input<Answer>> | Promise<Reply<z.input<Answer>>>;
}

export function route<Query extends z.ZodObject, Answer extends z.ZodType>(
  spec: RouteSpec<Query, Answer>,
): Route {
  const { path, query, answer, errors = [] } = spec;
  return {
    cacheable: true,
    follows: false,
    ...spec,
    pattern: pathPattern(path),
    errors: [400, ...errors],
    async handle(context, params, search) {
      const parsed = readQuery(query, search);
      if (!parsed.ok) return errorReply(400, 'bad_query', parsed.message, parsed.remedy);
      const reply = await spec.handle(context, { params, query: parsed.value });
      // An answer that does not match its schema is a bug here; it is not sent.
      return reply.ok ? { ...reply, value: answer.parse(reply.value) } : reply;
    },
  };
}

/** For paths without parameters. */
export const NO_PARAMETERS = z.strictObject({});

export function errorReply(
  status: ErrorReply['status'],
  code: string,
  message: string,
  remedy = '',
): ErrorReply {
  return { ok: false, status, code, message, remedy };
}
