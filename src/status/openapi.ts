// Describes the socket by the same schemas that its answers are checked against.

import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { omitSafeBounds } from '../model/json-schema/omit-safe-bounds.ts';
import { ErrorAnswer } from './answers/shared.ts';
import type { ErrorReply, Route } from './route.ts';

const ERRORS: Readonly<Record<ErrorReply['status'], string>> = {
  400: 'The request is not understood',
  404: 'There is no such thing',
  405: 'The method is not allowed',
  500: 'The request failed',
  503: 'The request cannot be answered now',
};

export function describeApi(routes: readonly Route[], version: string): object {
  return describeSocket({
    title: 'jopanel status socket',
    version,
    description:
      'Read-only, on a Unix socket: curl --unix-socket /run/jopanel/status.sock http://localhost/v1/status',
    paths: readPaths(routes),
  });
}

interface SocketDescription {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly paths: ZodOpenApiPathsObject;
}

/** An OpenAPI 3.1 document. Who may call is a matter of the mode of the socket, so no request carries a credential. */
export function describeSocket({ title, version, description, paths }: SocketDescription): object {
  const document: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: { title, version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: 'http://jopanel', description: 'A Unix socket has no host name: any will do.' }],
    security: [],
    paths,
  };
  return createDocument(document, { override: omitSafeBounds });
}

/** Everything that answers to GET. */
export function readPaths(routes: readonly Route[]): ZodOpenApiPathsObject {
  return {
    ...Object.fromEntries(routes.map((route) => [route.path, { get: operationOf(route) }])),
    '/metrics': { get: plain('GetMetrics', 'Prometheus metrics', 'text/plain') },
    '/openapi.json': { get: plain('GetOpenApi', 'This description', 'application/json') },
  };
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const { path, operationId, summary, query, answer, errors, follows } = route;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return {
    operationId,
    summary,
    requestParams: {
      path: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))),
      query,
    },
    responses: {
      200: {
        description: 'The answer',
        content: {
          'application/json': { schema: answer },
          ...(follows && { 'text/event-stream': { schema: EventStream } }),
        },
      },
      ...Object.fromEntries(errors.map((status) => [String(status), errorResponse(ERRORS[status])])),
    },
  };
}

const EventStream = z.string().meta({
  description:
    'With `Accept: text/event-stream`: the data of each event is an entry, and its id is the number of the entry.',
});

function errorResponse(description: string) {
  return { description, content: { 'application/json': { schema: ErrorAnswer } } };
}

function plain(operationId: string, summary: string, type: string): ZodOpenApiOperationObject {
  return {
    operationId,
    summary,
    responses: {
      200: { description: summary, content: { [type]: {} } },
      405: errorResponse(ERRORS[405]),
    },
  };
}
