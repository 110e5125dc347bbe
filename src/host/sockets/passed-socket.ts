// An HTTP server on the socket that systemd passed, for a process that may not touch the socket's file itself.

import { createServer, type RequestListener } from 'node:http';
import { listening } from './listening.ts';

const FIRST_PASSED_FD = 3;

interface PassedSocket {
  /** The listening socket stays systemd's: a client that comes from now on starts the next process. */
  close(): Promise<void>;
}

/** @throws when systemd passed none (sd_listen_fds(3)) */
export async function listenOnPassedSocket(handle: RequestListener): Promise<PassedSocket> {
  const fd = passedDescriptor();
  const server = createServer({ keepAliveTimeout: 1000 }, handle);
  await listening(server, () => server.listen({ fd }));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

/** @throws when systemd passed no socket to this process */
export function passedDescriptor(): number {
  const { LISTEN_PID: pid, LISTEN_FDS: count } = process.env;
  if (pid !== String(process.pid) || !(Number(count) >= 1)) throw new Error('systemd passed no socket');
  return FIRST_PASSED_FD;
}
