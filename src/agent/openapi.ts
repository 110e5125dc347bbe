// Describes the agent socket by the schemas that its requests are checked against.

import { z } from 'zod';
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiPathsObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { describeSocket, readPaths } from '../status/openapi.ts';
import type { Route } from '../status/route.ts';
import { DryRunAnswer, RetiredAnswer } from './answers.ts';
import type { Operation } from './operation.ts';
import { PROBLEM_STATUS, PROBLEM_TYPE, ProblemDocument } from './problem-document.ts';

interface AgentDescription {
  readonly operations: readonly Operation[];
  /** What can be read here as on the status socket. */
  readonly routes: readonly Route[];
  readonly version: string;
}

export function describeAgent({ operations, routes, version }: AgentDescription): object {
  const paths: ZodOpenApiPathsObject = { ...readPaths(routes) };
  for (const operation of operations) {
    const { path, method } = operation;
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(operation) };
  }
  return describeSocket({
    title: 'jopanel agent socket',
    version,
    description:
      'Makes and changes hosting accounts, on a Unix socket that the members of a group may write to: curl --unix-socket /run/jopanel/agent.sock …',
    paths,
  });
}

const DONE: Readonly<Record<200 | 201 | 202, string>> = {
  200: 'It is so: the revision is in force, nothing had to be written, or this is a dry run',
  201: 'The account is made',
  202: 'The files are written; the daemon brings them into force',
};

const Etag = z.string().meta({ description: 'The revision in double quotes, for If-Match.' });
const Location = z.string().meta({ description: 'The path of the account.' });

function operationOf({
  operationId,
  path,
  summary,
  description,
  body,
  example,
  mediaTypes,
  ifMatch,
  answer,
  statuses,
}: Operation): ZodOpenApiOperationObject {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const header = z.object({
    ...(ifMatch === 'not-taken' ? {} : { 'If-Match': conditionOf(ifMatch) }),
    Prefer: z
      .string()
      .regex(/^wait=\d+$/)
      .optional()
      .meta({
        description:
          'Answer once the revision is applied (200) or has failed (409), at the latest after so many seconds.',
        example: 'wait=30',
      }),
    'X-Jopanel-Actor': z.string().max(128).optional().meta({
      description:
        'The person or program that the caller acts for. It is recorded beside the caller and never trusted.',
      example: 'anna@example.com',
    }),
  });
  const isWrite = answer !== RetiredAnswer;
  const schema = isWrite ? z.union([answer, DryRunAnswer]) : answer;
  return {
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    requestParams: {
      path: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))),
      query: z.object({
        dry_run: z
          .enum(['true', 'false'])
          .optional()
          .meta({ description: 'Write nothing, and answer the plan.' }),
      }),
      header,
    },
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: Object.fromEntries(
              mediaTypes.map((type) => [
                type,
                { schema: body, ...(example === undefined ? {} : { example }) },
              ]),
            ),
          },
        }),
    responses: {
      ...Object.fromEntries(
        statuses.map((status) => [
          String(status),
          {
            description: DONE[status],
            headers: z.object({
              ...(isWrite ? { ETag: Etag } : {}),
              ...(status === 201 ? { Location } : {}),
            }),
            content: { 'application/json': { schema: status === 200 ? schema : answer } },
          },
        ]),
      ),
      ...problemsOf(ifMatch, body !== undefined),
    },
  };
}

function conditionOf(ifMatch: 'optional' | 'required') {
  const condition = z.string().meta({ description: 'The ETag of the set that the request was made from.' });
  return ifMatch === 'required' ? condition : condition.optional();
}

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  404: 'There is no such account or part',
  409: 'It conflicts with what is there, or the revision could not be applied',
  412: 'The set has another revision than If-Match names',
  413: 'The body is too large',
  415: 'The content type is not supported',
  422: 'The request, or the set that it makes, is not valid; the findings say where',
  428: 'If-Match is required',
  429: 'The caller asks too much at once',
  500: 'The operation failed; nothing is half written',
  503: 'The account is busy; send the request again',
};

function problemsOf(ifMatch: Operation['ifMatch'], hasBody: boolean): ZodOpenApiResponsesObject {
  const left = new Set<number>(Object.values(PROBLEM_STATUS));
  left.delete(405);
  if (ifMatch !== 'required') left.delete(428);
  if (ifMatch === 'not-taken') left.delete(412);
  if (!hasBody) for (const status of [413, 415]) left.delete(status);
  const responses = [...left].sort().map((status) => [
    String(status),
    {
      description: PROBLEMS[status] ?? 'A problem',
      content: { [PROBLEM_TYPE]: { schema: ProblemDocument } },
    },
  ]);
  return Object.fromEntries(responses);
}
