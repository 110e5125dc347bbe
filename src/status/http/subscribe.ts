// Turns a request for an event stream into a subscription.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { countAsStream } from '../../host/sockets/caller-bounds.ts';
import type { StatusContext } from '../context.ts';
import { type EventSubscribers, MOST_SUBSCRIBERS } from '../events/event-subscribers.ts';
import { errorReply } from '../route.ts';
import { sendError } from './body.ts';
import type { FoundRoute } from './find-route.ts';

export function wantsEventStream({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/event-stream') ?? false;
}

const TOO_MANY = errorReply(503, 'too_many', 'this user has too many subscriptions already', 'poll instead');

interface SubscribeOptions {
  readonly context: StatusContext;
  readonly subscribers: EventSubscribers;
  readonly search: URLSearchParams;
}

export async function subscribe(
  request: IncomingMessage,
  response: ServerResponse,
  { route, params }: FoundRoute,
  { context, subscribers, search }: SubscribeOptions,
): Promise<void> {
  // The same request for a page comes first, so that the stream refuses what the page would refuse.
  const page = new URLSearchParams(search);
  if (!page.has('limit')) page.set('limit', '1');
  const reply = await route.handle(context, params, page);
  if (!reply.ok) return sendError(response, reply);
  if (subscribers.size >= MOST_SUBSCRIBERS)
    return sendError(
      response,
      errorReply(503, 'too_many', `${MOST_SUBSCRIBERS} clients are subscribed already`, 'poll instead'),
    );
  const after = request.headers['last-event-id'] ?? search.get('after') ?? undefined;
  if (after !== undefined && !/^\d{1,15}$/.test(String(after)))
    return sendError(
      response,
      errorReply(
        400,
        'bad_event_id',
        'Last-Event-ID is not the number of an entry',
        'give the id of an event',
      ),
    );
  if (request.method === 'HEAD') {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.end();
    return;
  }
  if (!countAsStream(response)) return sendError(response, TOO_MANY);
  subscribers.add(response, {
    account: params.username,
    after: after === undefined ? undefined : Number(after),
  });
}
