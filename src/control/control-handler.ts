// The control socket: how root asks the running daemon for something. It is apart from the status socket, which has
// no method that changes anything. A request is answered on the connection instead of through a file, so that
// nothing destructive happens later than it was requested.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { answerJson } from '../host/sockets/answer-json.ts';
import { readBounded } from '../host/sockets/read-bounded.ts';
import { tryParseJson } from '../model/json/try-parse-json.ts';
import { type OperatorReplyBody, OperatorRequestBody } from './operator-request-body.ts';

type OperatorRequestHandler = (request: OperatorRequestBody) => Promise<ReadonlyMap<string, string>>;

const LARGEST_REQUEST = 1024 * 1024;

export function createControlHandler(ask: OperatorRequestHandler, log: Logger): RequestListener {
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a request on the control socket failed');
      if (!response.headersSent) answerJson(response, 500, { error: 'it failed; see the log of jopaneld' });
    });
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST' || request.url !== '/ask') {
      response.setHeader('connection', 'close');
      return answerJson(response, request.method === 'POST' ? 404 : 405, {
        error: 'only POST /ask is answered',
      });
    }
    const wanted = OperatorRequestBody.safeParse(
      tryParseJson(String(await readBounded(request, LARGEST_REQUEST))),
    );
    if (!wanted.success) return answerJson(response, 400, { error: wanted.error.message });
    log.info({ ask: withoutValues(wanted.data) }, 'asked by root');
    const refused = await ask(wanted.data);
    answerJson(response, 200, { refused: Object.fromEntries(refused) } satisfies OperatorReplyBody);
  }
}

/** A request may hold the hash of a password, which belongs in no log. */
function withoutValues(request: OperatorRequestBody): object {
  return request.kind === 'override' ? { ...request, override: Object.keys(request.override) } : request;
}
