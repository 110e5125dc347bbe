// The control socket: how root asks the running daemon for something. It is apart from the status socket, which has
// no method that changes anything. A request is answered on the connection instead of through a file, so that
// nothing destructive happens later than it was requested.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { tryParseJson } from '../model/json/try-parse-json.ts';
import { type OperatorReplyBody, OperatorRequestBody } from './operator-request-body.ts';

type OperatorRequestHandler = (request: OperatorRequestBody) => Promise<ReadonlyMap<string, string>>;

const LARGEST_REQUEST = 1024 * 1024;

export function createControlHandler(ask: OperatorRequestHandler, log: Logger): RequestListener {
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a request on the control socket failed');
      if (!response.headersSent) send(response, 500, { error: 'it failed; see the log of jopaneld' });
    });
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST' || request.url !== '/ask') {
      response.setHeader('connection', 'close');
      return send(response, request.method === 'POST' ? 404 : 405, { error: 'only POST /ask is answered' });
    }
    const wanted = OperatorRequestBody.safeParse(await bodyOf(request));
    if (!wanted.success) return send(response, 400, { error: wanted.error.message });
    log.info({ ask: withoutValues(wanted.data) }, 'asked by root');
    const refused = await ask(wanted.data);
    send(response, 200, { refused: Object.fromEntries(refused) } satisfies OperatorReplyBody);
  }
}

/** A request may hold the hash of a password, which belongs in no log. */
function withoutValues(request: OperatorRequestBody): object {
  return request.kind === 'override' ? { ...request, override: Object.keys(request.override) } : request;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > LARGEST_REQUEST) return undefined;
  }
  return tryParseJson(text);
}

function send(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
}
