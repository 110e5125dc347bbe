// `/metrics` and nothing else: what scrapes it sees no set, no event and no plan.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

export type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

const PATH = '/metrics';

/** @param current what answers now; without it a scrape is answered 503 */
export function onlyMetrics(current: () => Answer | undefined): RequestListener {
  return (request, response) => {
    const { url = '', method = '' } = request;
    const answer = current();
    if (url.split('?', 1)[0] !== PATH) refuse(response, 404, `here is ${PATH} and nothing else`);
    else if (method !== 'GET' && method !== 'HEAD') refuse(response, 405, 'ask with GET');
    else if (answer === undefined) refuse(response, 503, 'the daemon is starting or stopping');
    else answer(request, response);
  };
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
    ...(status === 503 ? { 'retry-after': '1' } : {}),
  });
  response.end(`${message}\n`);
}
