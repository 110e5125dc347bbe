// HTTP on the agent socket: finds the operation, reads who asks and what, and writes the reply.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { AnswerListener } from '../host/sockets/unix-socket.ts';
import { nearestKey } from '../model/nearest-key.ts';
import { toRedactedJson } from '../model/redact.ts';
import { parseUsername } from '../model/values/username.ts';
import { pathParams, pathPattern } from '../status/path-pattern.ts';
import type { AgentContext } from './agent-context.ts';
import { readCaller } from './caller.ts';
import type { AgentReply, AgentRequest, Operation } from './operation.ts';
import { readIfMatch, readWait } from './preferences.ts';
import { PROBLEM_TYPE, type ProblemReply, problemReply } from './problem-document.ts';
import { checkForm, readBody } from './request-body.ts';
import type { RequestRate } from './request-rate.ts';

interface AgentHandlerOptions {
  readonly context: AgentContext;
  readonly operations: readonly Operation[];
  /** Answers every GET and HEAD of the status socket. */
  readonly reads: AnswerListener;
  /** The OpenAPI description of this socket, as JSON text. */
  readonly description: string;
  readonly rate: RequestRate;
  readonly nameOf: (uid: number) => Promise<string | undefined>;
  readonly log: Logger;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const QUERY = ['dry_run'];

interface Found {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

export function createAgentHandler(options: AgentHandlerOptions): AnswerListener {
  const { context, rate, nameOf, log, reads, description } = options;
  const routes = options.operations.map((operation) => ({
    operation,
    pattern: pathPattern(operation.path),
  }));

  return (request, response) => {
    if (request.method === 'GET' || request.method === 'HEAD') {
      if (request.url === '/openapi.json')
        return sendJson(request, response, 200, JSON_TYPE, {}, description);
      return reads(request, response);
    }
    return answer(request, response).catch((error: unknown) => {
      log.error({ err: error, method: request.method, path: request.url }, 'an agent request failed');
      if (response.headersSent) response.destroy();
      else send(request, response, problemReply('failed', 'the operation failed', 'see the log of jopaneld'));
    });
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = await readCaller(request, nameOf);
    if (!read.ok) {
      if (read.why === 'gone') return void response.destroy();
      return send(
        request,
        response,
        problemReply(
          'malformed-request',
          'X-Jopanel-Actor is not a name',
          'send at most 128 letters, digits and .,@:+_/#=-',
        ),
      );
    }
    const { caller } = read;
    if (!rate.take(caller.uid))
      return send(
        request,
        response,
        problemReply(
          'too-many-requests',
          `${caller.name} asks too often`,
          'wait, and send the request again',
        ),
      );
    const reply = await handle(request, response, caller);
    if (reply !== undefined) send(request, response, reply);
  }

  /** @returns undefined when the caller has closed the connection */
  async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    caller: AgentRequest['caller'],
  ): Promise<AgentReply | undefined> {
    const url = URL.parse(request.url?.startsWith('/') === true ? `http://jopanel${request.url}` : '');
    if (url === null)
      return problemReply('malformed-request', 'the path is not understood', 'see /openapi.json');
    const found = find(request.method ?? '', url.pathname);
    if ('document' in found) return found;
    const { operation, params } = found;
    const dryRun = readDryRun(url.searchParams);
    if (typeof dryRun !== 'boolean') return dryRun;
    const ifMatch = readIfMatch(request);
    if (operation.ifMatch === 'required' && ifMatch === undefined)
      return problemReply(
        'precondition-required',
        `${operation.operationId} replaces the whole set`,
        'send If-Match with the ETag of GET /v1/users/{username}/config',
      );
    const body = operation.body === undefined ? undefined : await readBody(request, operation.mediaTypes);
    if (body?.ok === false) return body;
    const form = operation.body === undefined ? undefined : checkForm(operation.body, body?.value ?? {});
    if (form?.ok === false) return form;
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    if (response.destroyed) return undefined;
    return operation.handle(context, {
      caller,
      params,
      body: body?.value ?? {},
      ifMatch,
      wait: readWait(request),
      dryRun,
      gone: gone.signal,
    });
  }

  function find(method: string, pathname: string): Found | ProblemReply {
    const others: string[] = [];
    for (const { operation, pattern } of routes) {
      const params = pathParams(pattern, pathname);
      if (params === undefined) continue;
      if (operation.method !== method) {
        others.push(operation.method);
        continue;
      }
      if (params === 'broken')
        return problemReply(
          'malformed-request',
          'the path has a broken percent-encoding',
          'encode it as UTF-8',
        );
      const { username } = params;
      // Before anything is looked up by it: the name becomes part of file names.
      if (username !== undefined && !parseUsername(username).ok)
        return problemReply(
          'no-such-account',
          'the path names no account',
          'see who there is: GET /v1/users',
        );
      return { operation, params };
    }
    if (others.length === 0)
      return problemReply('not-found', `there is nothing to ${method} at this path`, 'see /openapi.json');
    const allow = ['GET', 'HEAD', ...others].join(', ');
    return problemReply('method-not-allowed', `the path takes ${allow}`, 'see /openapi.json', {}, { allow });
  }
}

function readDryRun(query: URLSearchParams): boolean | ProblemReply {
  const unknown = [...query.keys()].find((key) => !QUERY.includes(key));
  if (unknown !== undefined) {
    const nearest = nearestKey(unknown, QUERY);
    const remedy = nearest === undefined ? 'known is dry_run' : `did you mean ${nearest}?`;
    return problemReply('malformed-request', 'the query has an unknown parameter', remedy);
  }
  const value = query.get('dry_run');
  if (value === null || value === 'false') return false;
  return (
    value === 'true' ||
    problemReply('malformed-request', 'dry_run is neither true nor false', 'send dry_run=true')
  );
}

function send(request: IncomingMessage, response: ServerResponse, reply: AgentReply): void {
  // A body that was refused is not read to its end, so the connection cannot be used again.
  if (!request.complete) response.setHeader('connection', 'close');
  if (reply.ok)
    sendJson(request, response, reply.status, JSON_TYPE, reply.headers, toRedactedJson(reply.value));
  else {
    const { document, headers } = reply;
    sendJson(request, response, document.status, PROBLEM_TYPE, headers, toRedactedJson(document));
  }
}

function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  headers: Readonly<Record<string, string>>,
  text: string,
): void {
  response.writeHead(status, {
    ...headers,
    'cache-control': 'no-store',
    'content-type': type,
    'content-length': Buffer.byteLength(text),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}
