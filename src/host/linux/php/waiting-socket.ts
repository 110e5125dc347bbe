import { createServer, type Socket } from 'node:net';
import type { NamedPool, PhpRequest } from '../../php-sockets.ts';
import { listening } from '../../sockets/listening.ts';
import { socketPath } from '../../sockets/socket-path.ts';
import { giveSocket, removeIfThere, requestOn } from './php-sockets.ts';

interface WaitingSocketOptions {
  readonly path: string;
  readonly owner: string;
  /** Which pool a request is for, by the bytes that it begins with; `more` while they do not say. */
  poolOf(head: Buffer): NamedPool;
  onRequest(pool: string, request: PhpRequest): void;
}

interface WaitingSocket {
  /** From now on `owner` and root may connect, and no other user. */
  admit(owner: string): void;
  /** Takes no more requests. */
  close(): void;
}

const FIRST_PASSED_FD = 3;
/** nginx sends the parameters of a request in one piece, right away. */
const HEAD_MS = 10_000;

/**
 * Listens where nginx asks when a pool's own socket does not answer. systemd holds the socket, so that
 * requests wait there until they are taken.
 */
export async function listenOnWaitingSocket(options: WaitingSocketOptions): Promise<WaitingSocket> {
  const server = createServer((socket) => readHead(socket, options));
  if (isPassed(options.path)) {
    await listening(server, () => server.listen({ fd: FIRST_PASSED_FD }));
  } else {
    removeIfThere(options.path);
    await listening(server, () => server.listen(options.path));
  }
  giveSocket(options.path, options.owner);
  return { admit: (owner) => giveSocket(options.path, owner), close: () => server.close() };
}

function isPassed(path: string): boolean {
  if (process.env.LISTEN_PID !== String(process.pid) || !(Number(process.env.LISTEN_FDS) >= 1)) return false;
  return socketPath(FIRST_PASSED_FD) === path;
}

function readHead(socket: Socket, { poolOf, onRequest }: WaitingSocketOptions): void {
  let head = Buffer.alloc(0);
  socket.setTimeout(HEAD_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', onData);

  function onData(bytes: Buffer): void {
    head = Buffer.concat([head, bytes]);
    const found = poolOf(head);
    if (found.kind === 'more') return;
    socket.off('data', onData);
    socket.pause();
    socket.setTimeout(0);
    if (found.kind === 'none') socket.destroy();
    else onRequest(found.value, requestOn(socket, head));
  }
}
