// Answers the requests of the status socket.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { quoted } from '../../model/quoted.ts';
import type { StatusContext } from '../context.ts';
import type { EventSubscribers } from '../events/event-subscribers.ts';
import { describeApi } from '../openapi.ts';
import { type ErrorReply, errorReply, type Route } from '../route.ts';
import { AnswerCache } from './answer-cache.ts';
import { type AnswerBody, jsonBody, sendBody, sendError, textBody } from './body.ts';
import { type FoundRoute, findRoute } from './find-route.ts';
import { subscribe, wantsEventStream } from './subscribe.ts';

interface RequestHandlerOptions {
  readonly context: StatusContext;
  readonly routes: readonly Route[];
  readonly subscribers: EventSubscribers;
  readonly metrics: () => Promise<string>;
  /** Asks the engine for a snapshot. @param fresh waits for as long as it takes to get a new one */
  readonly refresh: (fresh: boolean) => Promise<void>;
  readonly log: Logger;
}

/** Ends once the answer is on its way. */
export type Answerer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export function createRequestHandler(options: RequestHandlerOptions): Answerer {
  const { context, routes, metrics, refresh, log } = options;
  const cache = new AnswerCache({ now: () => context.monotonic(), head: () => context.journal.head().seq });
  const description = jsonBody(describeApi(routes, context.version));

  return (request, response) =>
    respond(request, response).catch((error: unknown) => {
      log.error({ err: error, path: request.url }, 'a status request failed');
      if (response.headersSent) response.destroy();
      else sendError(response, FAILED);
    });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuseMethod(response);
    const url = urlOf(request.url ?? '');
    if (url === null) return sendError(response, BAD_URL);
    const found = findRoute(routes, url.pathname);
    if (found?.route.follows && wantsEventStream(request))
      return subscribe(request, response, found, { ...options, search: url.searchParams });
    const answer = await answerTo(url, found, request.headers['cache-control'] === 'no-cache');
    if ('ok' in answer) sendError(response, answer);
    else sendBody(request, response, answer);
  }

  async function answerTo(
    url: URL,
    found: FoundRoute | undefined,
    fresh: boolean,
  ): Promise<AnswerBody | ErrorReply> {
    const target = url.pathname + url.search;
    if (url.pathname === '/openapi.json') return description;
    if (url.pathname === '/metrics')
      return cache.answer(target, fresh, async () => textBody(await metrics(), METRICS_TYPE));
    if (found === undefined) return noSuchPath(url);
    const { route, params } = found;
    if (!route.cacheable) return answerOf(true);
    return cache.answer(target, fresh, () => answerOf(fresh));

    async function answerOf(fromFreshSnapshot: boolean): Promise<AnswerBody | ErrorReply> {
      await refresh(fromFreshSnapshot);
      const reply = await route.handle(context, params, url.searchParams);
      return reply.ok ? jsonBody(reply.value, reply.etag) : reply;
    }
  }
}

const FAILED = errorReply(500, 'internal', 'the answer could not be made', 'see the log of jopaneld');
const BAD_URL = errorReply(400, 'bad_url', 'the path cannot be parsed', 'see /openapi.json');
const READ_ONLY = errorReply(
  405,
  'read_only',
  'this socket only answers GET and HEAD',
  'use the jopanel command',
);

function noSuchPath({ pathname }: URL): ErrorReply {
  return errorReply(404, 'no_such_path', `there is nothing at ${quoted(pathname)}`, 'see /openapi.json');
}

function refuseMethod(response: ServerResponse): void {
  response.setHeader('allow', 'GET, HEAD');
  // The connection is closed, because the body of the request is not read.
  response.setHeader('connection', 'close');
  sendError(response, READ_ONLY);
}

/** A path that begins with two slashes is resolved below a host name of its own, so that it stays a path. */
function urlOf(target: string): URL | null {
  return URL.parse(target.startsWith('/') ? `http://jopanel${target}` : target);
}
