// One path of the socket: what may be asked, what is answered, and the schema that both are held to.

import { z } from 'zod';
import type { LiveUse } from '../host/live-use.ts';
import type { JournalReader } from '../journal/reader.ts';
import type { Settings } from '../model/settings.ts';
import type { EnginePlan } from './answer-plan.ts';
import type { EngineSnapshot } from './engine-snapshot.ts';
import { readQuery } from './query.ts';

/** Everything that an answer may be made of. Nothing here can change anything. */
export interface Reading {
  readonly version: string;
  readonly settings: Settings;
  readonly journal: JournalReader;
  /** Epoch milliseconds. */
  now(): number;
  /** As the engine was last seen. */
  live(): EngineSnapshot;
  seenAt(): number;
  /** Everyone who has a folder, or is known from before. */
  everyone(): readonly string[];
  /** Folders that nobody has looked at yet; none beside a daemon, which looks within moments. */
  unseen(): readonly string[];
  /** What a pass over these accounts would do now; changes and records nothing. @throws PlanRefusedError */
  plan(usernames: readonly string[]): Promise<EnginePlan>;
  /** The text of each file of a set as it is on the disk now; undefined when the folder is gone. */
  files(username: string): ReadonlyMap<string, string> | undefined;
  use(account: { readonly username: string; readonly uid: number }): Promise<LiveUse>;
}

export type Refusal = {
  readonly ok: false;
  readonly status: 400 | 404 | 503;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
};
export type Reply<Value> = { readonly ok: true; readonly value: Value } | Refusal;

export interface Asked<Query> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
}

/** A route with its own types closed over, as the server and the description hold them in a list. */
export interface Route {
  /** Such as `/v1/users/{username}`. */
  readonly path: string;
  readonly summary: string;
  readonly query: z.ZodObject;
  readonly answer: z.ZodType;
  /** May be answered again from memory for a moment; not what follows or is computed at some cost. */
  readonly brief: boolean;
  readonly refusals: readonly Refusal['status'][];
  handle(reading: Reading, params: Asked<unknown>['params'], query: URLSearchParams): Promise<Reply<unknown>>;
}

interface RouteSpec<Query extends z.ZodObject, Answer extends z.ZodType> {
  readonly path: string;
  readonly summary: string;
  readonly query: Query;
  readonly answer: Answer;
  readonly brief?: boolean;
  readonly refusals?: readonly Refusal['status'][];
  handle(
    reading: Reading,
    asked: Asked<z.output<Query>>,
  ): Reply<z.input<Answer>> | Promise<Reply<z.input<Answer>>>;
}

export function route<Query extends z.ZodObject, Answer extends z.ZodType>(
  spec: RouteSpec<Query, Answer>,
): Route {
  const { path, summary, query, answer, brief = true, refusals = [] } = spec;
  return {
    path,
    summary,
    query,
    answer,
    brief,
    refusals: [400, ...refusals],
    async handle(reading, params, search) {
      const wanted = readQuery(query, search);
      if (!wanted.ok) return refuse(400, 'bad_query', wanted.message, wanted.remedy);
      const reply = await spec.handle(reading, { params, query: wanted.value });
      // What does not fit its own description is a bug here, and never leaves.
      return reply.ok ? { ok: true, value: answer.parse(reply.value) } : reply;
    },
  };
}

/** For paths that take no parameters. */
export const NOTHING = z.strictObject({});

export function refuse(status: Refusal['status'], code: string, message: string, remedy = ''): Refusal {
  return { ok: false, status, code, message, remedy };
}
