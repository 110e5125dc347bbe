import { once } from 'node:events';
import { relayRequest } from '../src/host/sockets/relay-request.ts';
import { listenOnPassedPort } from '../src/host/sockets/tcp-listener.ts';
import { tlsCredentials } from '../src/host/sockets/tls-credentials.ts';
import { onlyMetrics } from '../src/status/metrics/only-metrics.ts';

interface FrontOptions {
  /** The socket of jopaneld. */
  readonly upstream: string;
  /** Where systemd has put the certificates; undefined: without TLS. */
  readonly credentials: string | undefined;
  readonly stop: AbortSignal;
}

/** Answers until `stop` aborts. A question is passed on without anything that its client has sent beside its method and tag. */
export async function serve({ upstream, credentials, stop }: FrontOptions): Promise<void> {
  const listener = onlyMetrics(() => (request, response) => relayRequest(upstream, request, response));
  const port = await listenOnPassedPort(
    credentials === undefined ? undefined : tlsCredentials(credentials),
    listener,
  );
  if (!stop.aborted) await once(stop, 'abort');
  await port.close();
}
