// The description of the socket, out of the very schemas that its answers are checked by.

import { z } from 'zod';
import { ErrorAnswer } from './answers/shared.ts';
import type { Route } from './route.ts';

const REFUSED: Readonly<Record<number, string>> = {
  400: 'The question is not understood',
  404: 'There is no such thing',
  503: 'Not now, and why',
};

export function describeApi(routes: readonly Route[], version: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'jopanel status socket',
      version,
      description:
        'Read-only, on a Unix socket: curl --unix-socket /run/jopanel/status.sock http://localhost/v1/status',
    },
    paths: Object.fromEntries([
      ...routes.map((route) => [route.path, { get: describe(route) }]),
      ['/metrics', { get: plain('Prometheus metrics', 'text/plain') }],
      ['/openapi.json', { get: plain('This description', 'application/json') }],
    ]),
    components: { schemas: { Error: schemaOf(ErrorAnswer) } },
  };
}

function describe({ path, summary, query, answer, refusals }: Route): object {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return {
    summary,
    parameters: [
      ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...Object.entries(properties(query)).map(([name, schema]) => ({ name, in: 'query', schema })),
    ],
    responses: Object.fromEntries([
      ['200', { description: 'The answer', content: answerContent(path, answer) }],
      ...refusals.map((status) => [String(status), refused(REFUSED[status] ?? 'Refused')]),
    ]),
  };
}

function answerContent(path: string, answer: z.ZodType): object {
  const json = { 'application/json': { schema: schemaOf(answer) } };
  if (!path.endsWith('/events')) return json;
  const description =
    'With `Accept: text/event-stream`; each event has the entry as its data, its seq as its id.';
  return { ...json, 'text/event-stream': { schema: { type: 'string', description } } };
}

function refused(description: string): object {
  const schema = { $ref: '#/components/schemas/Error' };
  return { description, content: { 'application/json': { schema } } };
}

function plain(summary: string, type: string): object {
  return { summary, responses: { 200: { description: summary, content: { [type]: {} } } } };
}

function schemaOf(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'output' });
  return rest;
}

function properties(query: z.ZodObject): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(query, { io: 'output', unrepresentable: 'any' }).properties ?? {};
}
