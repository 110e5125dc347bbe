// Passes a request on to a server on a Unix socket. The request is made again from its method, its path and its tag, so the
// other server reads no byte as a client wrote it.

import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

const PASSED_ON = ['if-none-match'];
const PASSED_BACK = ['content-type', 'content-length', 'etag', 'cache-control', 'retry-after'];

/** Longer than any answer takes. */
const ANSWER_MS = 60_000;

/** An answer that does not come is a 503. A client that leaves ends the question. */
export function relayRequest(socketPath: string, request: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET', url = '/' } = request;
  const asked = ask({
    socketPath,
    method,
    path: url.split('?', 1)[0] ?? '/',
    headers: only(request.headers, PASSED_ON),
    agent: false,
    timeout: ANSWER_MS,
  });
  response.once('close', () => asked.destroy());
  asked.once('timeout', () => asked.destroy());
  asked.once('error', () => {
    if (response.headersSent) response.destroy();
    else
      response
        .writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' })
        .end('the daemon is starting or stopping\n');
  });
  asked.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, only(answer.headers, PASSED_BACK));
    pipeline(answer, response, () => undefined);
  });
  asked.end();
}

function only(headers: IncomingMessage['headers'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
