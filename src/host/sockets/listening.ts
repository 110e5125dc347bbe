import type { Server } from 'node:net';

/** @param listen begins to listen. @returns once the server does; rejects when it cannot */
export function listening(server: Server, listen: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve();
    });
    listen();
  });
}
