// An HTTP server on a TCP port, with TLS and client certificates where they are asked for.

import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { MetricsAddress } from '../../model/metrics-listen.ts';
import { listening } from './listening.ts';
import { passedDescriptor } from './passed-socket.ts';
import { LONGEST_HTTP_HEAD, rejectMalformedRequest } from './reject-malformed-request.ts';

interface TcpListener {
  close(): Promise<void>;
}

const MOST_CONNECTIONS = 32;

const HTTP: ServerOptions = {
  headersTimeout: 3000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 30_000,
  maxHeaderSize: LONGEST_HTTP_HEAD,
};

/** @throws when the port is in use, or a file of the TLS settings cannot be read */
export function listenOnTcp(
  { address: host, port, tls }: MetricsAddress,
  listener: RequestListener,
): Promise<TcpListener> {
  return serve(tls, listener, (server) => server.listen({ host, port, exclusive: true }));
}

/** @throws when systemd passed no port (sd_listen_fds(3)), or a file of the TLS settings cannot be read */
export async function listenOnPassedPort(
  tls: MetricsAddress['tls'],
  listener: RequestListener,
): Promise<TcpListener> {
  const fd = passedDescriptor();
  return serve(tls, listener, (server) => server.listen({ fd }));
}

async function serve(
  tls: MetricsAddress['tls'],
  listener: RequestListener,
  listen: (server: Server) => void,
): Promise<TcpListener> {
  const server =
    tls === undefined ? createServer(HTTP, listener) : createTlsServer(tlsOptions(tls), listener);
  server.maxConnections = MOST_CONNECTIONS;
  // A client that leaves its answer unread does not keep its place.
  server.setTimeout(30_000, (socket) => socket.destroy());
  server.on('clientError', rejectMalformedRequest);
  await listening(server, () => listen(server));
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function tlsOptions({ certFile, keyFile, clientCaFile }: NonNullable<MetricsAddress['tls']>) {
  const authority =
    clientCaFile === undefined
      ? {}
      : { ca: readFileSync(clientCaFile), requestCert: true, rejectUnauthorized: true };
  return { ...HTTP, cert: readFileSync(certFile), key: readFileSync(keyFile), ...authority };
}
