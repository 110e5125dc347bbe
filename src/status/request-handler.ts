// Answers one request: finds the route, holds the answer to its schema, and speaks HTTP's conditions.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { sha256 } from '../model/digest.ts';
import { quoted } from '../model/quoted.ts';
import { toRedactedJson } from '../model/redact.ts';
import type { ErrorAnswer } from './answers/shared.ts';
import { type EventSubscribers, MOST_SUBSCRIBERS } from './event-subscribers.ts';
import { matchPath } from './match-path.ts';
import { describeApi } from './openapi.ts';
import { type Reading, type Refusal, type Route, refuse } from './route.ts';

export interface RequestHandlerOptions {
  readonly reading: Reading;
  readonly routes: readonly Route[];
  readonly followers: EventSubscribers;
  readonly metrics: () => Promise<string>;
  /** Looks at the engine anew. @param fresh waits for as long as it takes to say something new */
  readonly look: (fresh: boolean) => Promise<void>;
  readonly log: Logger;
}

interface Body {
  readonly text: string;
  readonly type: string;
  readonly etag: string;
  readonly at: number;
}

/** Hundreds of clients may ask the same at once; until the next journal entry an answer is as good as new for so long. */
const BRIEF_MS = 250;
const MOST_REMEMBERED = 500;
const JSON_TYPE = 'application/json; charset=utf-8';
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export function createRequestHandler(options: RequestHandlerOptions): RequestListener {
  const { reading, routes, followers, metrics, look, log } = options;
  const remembered = new Map<string, { readonly head: number; readonly made: Body }>();
  const description = toRedactedJson(describeApi(routes, reading.version));

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error, path: request.url }, 'a status request failed');
      if (response.headersSent) response.destroy();
      else sendError(response, 500, 'internal', 'the answer could not be made', 'see the log of jopaneld');
    });
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      // Whatever it wanted to send is not read.
      response.setHeader('connection', 'close');
      sendError(
        response,
        405,
        'read_only',
        'this socket only answers GET and HEAD',
        'use the jopanel command',
      );
      return;
    }
    const url = asked(request.url ?? '');
    if (url === null)
      return sendError(response, 400, 'bad_url', 'the path is not understood', 'see /openapi.json');
    if (url.pathname === '/metrics') return send(request, response, await briefly(request, url, makeMetrics));
    if (url.pathname === '/openapi.json') return send(request, response, body(description, JSON_TYPE));
    for (const route of routes) {
      const params = matchPath(route.path, url.pathname);
      if (params === undefined) continue;
      if (url.pathname.endsWith('/events') && wantsStream(request))
        return follow(request, response, route, params, url.searchParams);
      return sendRoute(request, response, route, params, url);
    }
    sendError(
      response,
      404,
      'no_such_path',
      `there is nothing at ${quoted(url.pathname)}`,
      'see /openapi.json',
    );
  }

  async function sendRoute(
    request: IncomingMessage,
    response: ServerResponse,
    route: Route,
    params: Readonly<Record<string, string>>,
    url: URL,
  ): Promise<void> {
    const make = async () => {
      await look(!(route.brief && isContent(request)));
      const reply = await route.handle(reading, params, url.searchParams);
      return reply.ok ? body(toRedactedJson(reply.value), JSON_TYPE) : reply;
    };
    const made = route.brief ? await briefly(request, url, make) : await make();
    if ('ok' in made) return sendRefusal(response, made);
    send(request, response, made);
  }

  /**
   * What was made a moment ago, for whoever is content with that. Not from before the newest journal entry: who has
   * heard of that by the events is not told otherwise here.
   */
  async function briefly<Made extends Body | Refusal>(
    request: IncomingMessage,
    url: URL,
    make: () => Promise<Made>,
  ): Promise<Made | Body> {
    const key = url.pathname + url.search;
    const head = reading.journal.head().seq;
    const known = remembered.get(key);
    const isNew = known?.head === head && reading.now() - known.made.at < BRIEF_MS;
    if (isNew && isContent(request)) return known.made;
    const made = await make();
    if ('ok' in made) return made;
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(key, { head, made });
    return made;
  }

  async function makeMetrics(): Promise<Body> {
    return body(await metrics(), METRICS_TYPE);
  }

  async function follow(
    request: IncomingMessage,
    response: ServerResponse,
    route: Route,
    params: Readonly<Record<string, string>>,
    search: URLSearchParams,
  ): Promise<void> {
    // Asked as a page first: it refuses what the page would refuse.
    const page = new URLSearchParams(search);
    if (!page.has('limit')) page.set('limit', '1');
    const reply = await route.handle(reading, params, page);
    if (!reply.ok) return sendRefusal(response, reply);
    if (followers.size >= MOST_SUBSCRIBERS)
      return sendRefusal(
        response,
        refuse(503, 'too_many', `${MOST_SUBSCRIBERS} clients follow already`, 'poll'),
      );
    const after = request.headers['last-event-id'] ?? search.get('after') ?? undefined;
    if (after !== undefined && !/^\d{1,15}$/.test(String(after)))
      return sendRefusal(
        response,
        refuse(
          400,
          'bad_event_id',
          'Last-Event-ID is no number of an entry',
          'give the id of the last event',
        ),
      );
    if (request.method === 'HEAD') {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.end();
      return;
    }
    followers.follow(response, {
      account: params.username,
      after: after === undefined ? undefined : Number(after),
    });
  }

  function body(text: string, type: string): Body {
    const etag = `"${sha256(text).slice(0, 32)}"`;
    return { text, type, etag, at: reading.now() };
  }
}

/** A path that begins with two slashes is none of a host's. */
function asked(target: string): URL | null {
  return URL.parse(target.startsWith('/') ? `http://jopanel${target}` : target);
}

function isContent({ headers }: IncomingMessage): boolean {
  return headers['cache-control'] !== 'no-cache';
}

function wantsStream({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/event-stream') ?? false;
}

function send(request: IncomingMessage, response: ServerResponse, { text, type, etag }: Body): void {
  const headers = { etag, 'cache-control': 'no-cache' };
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known?.includes(etag) || known?.includes('*')) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(request.method === 'HEAD' ? undefined : text);
}

function sendRefusal(response: ServerResponse, { status, code, message, remedy }: Refusal): void {
  if (status === 503) response.setHeader('retry-after', '1');
  sendError(response, status, code, message, remedy);
}

function sendError(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  remedy: string,
): void {
  const text = toRedactedJson({ error: { code, message, remedy } } satisfies ErrorAnswer);
  response.writeHead(status, { 'content-type': JSON_TYPE, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
