// Closes an HTTP server without taking an answer from a client that it has let in. Node's own close() destroys connections
// that have not asked yet, and those whose answer was handed over but not sent.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

/** How long a client may take to ask once it is connected. */
const TO_ASK_MS = 1000;
/** How long an answer may take, until its client has read it. */
const TO_ANSWER_MS = 3000;

/**
 * To be called before the server listens.
 *
 * @returns what accepts no further connection, and resolves once each that there is has its answer, or its time is over
 */
export function closeAfterAnswers(server: Server): () => Promise<void> {
  const silent = new Set<Socket>();
  const answered = new Set<Socket>();
  let closes = false;
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => {
      silent.delete(socket);
      answered.delete(socket);
    });
  });
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    silent.delete(socket);
    answered.delete(socket);
    if (closes) response.shouldKeepAlive = false;
    response.once('close', () => {
      if (closes) socket.destroySoon();
      else if (!socket.destroyed) answered.add(socket);
    });
  });
  return async () => {
    closes = true;
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    for (const socket of answered) socket.destroySoon();
    const late = [
      setTimeout(() => {
        // What they have sent by now is read first, however late this is called.
        setImmediate(() => {
          for (const socket of silent) socket.destroy();
        });
      }, TO_ASK_MS),
      setTimeout(() => server.closeAllConnections(), TO_ANSWER_MS),
    ];
    await closed;
    for (const each of late) clearTimeout(each);
    // Ends Node's own look-out for late requests.
    server.close();
  };
}
