// One operation of the agent socket as a value, for the server and for the description alike.

import type { z } from 'zod';
import type { JsonObject } from '../model/json/json-value.ts';
import type { AgentContext } from './agent-context.ts';
import type { Caller } from './caller.ts';
import type { IfMatch } from './preferences.ts';
import type { ProblemReply } from './problem-document.ts';

export interface AgentRequest {
  readonly caller: Caller;
  /** From the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Checked against `body` of the operation; empty where it takes none. */
  readonly body: JsonObject;
  readonly ifMatch: IfMatch;
  /** Seconds; undefined: the caller does not wait. */
  readonly wait: number | undefined;
  readonly dryRun: boolean;
  /** Aborts when the caller has gone. */
  readonly gone: AbortSignal;
}

interface DoneReply {
  readonly ok: true;
  readonly status: 200 | 201 | 202;
  readonly value: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export type AgentReply = DoneReply | ProblemReply;

export interface Operation {
  readonly operationId: string;
  readonly method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Such as `/v1/users/{username}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** Undefined: a body is neither needed nor read. */
  readonly body: z.ZodObject | undefined;
  readonly example?: JsonObject;
  readonly mediaTypes: readonly string[];
  readonly ifMatch: 'optional' | 'required' | 'not-taken';
  readonly answer: z.ZodType;
  readonly statuses: readonly (200 | 201 | 202)[];
  handle(context: AgentContext, request: AgentRequest): Promise<AgentReply>;
}

export const JSON_TYPES = ['application/json'];
export const PATCH_TYPES = ['application/merge-patch+json', 'application/json'];
