// `/metrics` over TCP, and nothing else: what scrapes it sees no set, no event and no plan.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { listenOnTcp, type TcpListener } from '../../host/sockets/tcp-listener.ts';
import { errorMessage } from '../../model/error-message.ts';
import { metricsAddress } from '../../model/metrics-listen.ts';
import type { Settings } from '../../model/settings.ts';

interface MetricsListener {
  /** Opens, moves or closes the port as the settings say; certificates are read again. A port in use is logged. */
  apply(settings: Pick<Settings, 'metrics_listen'>): Promise<void>;
  /** Without a listener a scrape is answered 503. */
  handle(listener: Answer | undefined): void;
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

const PATH = '/metrics';

export function createMetricsListener(log: Logger): MetricsListener {
  let answer: Answer | undefined;
  let open: TcpListener | undefined;
  const listener: RequestListener = (request, response) => {
    const { url = '', method = '' } = request;
    if (url.split('?', 1)[0] !== PATH) refuse(response, 404, `here is ${PATH} and nothing else`);
    else if (method !== 'GET' && method !== 'HEAD') refuse(response, 405, 'ask with GET');
    else if (answer === undefined) refuse(response, 503, 'the daemon is starting or stopping');
    else answer(request, response);
  };

  async function close(): Promise<void> {
    const closing = open;
    open = undefined;
    await closing?.close();
  }

  return {
    async apply({ metrics_listen }) {
      await close();
      const address = metrics_listen === null ? undefined : metricsAddress(metrics_listen);
      if (address === undefined) return;
      try {
        open = await listenOnTcp(address, listener);
      } catch (error) {
        log.error(
          { why: errorMessage(error), address: address.address, port: address.port },
          'the metrics cannot be served over TCP; see metrics_listen in the settings, then systemctl reload jopaneld',
        );
      }
    },
    handle(next) {
      answer = next;
    },
    close,
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
