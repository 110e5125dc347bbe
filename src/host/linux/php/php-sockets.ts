import { chmodSync, chownSync, linkSync, lstatSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import { mkdir, unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { errorCode } from '../../error-code.ts';
import type { HeldSocket, PhpRequest, PhpSockets } from '../../php-sockets.ts';
import { unixConnections } from '../../proc/unix-connections.ts';
import { isListening } from '../../sockets/socket-client.ts';

// As an FPM of Debian's has it: nginx's user and its group.
const MODE = 0o660;

/** Real Unix sockets, and hard links to them: a connection goes to whatever a name leads to at that moment. */
export const phpSockets: PhpSockets = {
  async hold(where, owner, onRequest): Promise<HeldSocket> {
    removeIfThere(where);
    // Read only once it is clear where to: whatever nginx sends waits in the socket.
    const server = createServer({ pauseOnConnect: true }, (socket) => onRequest(requestOn(socket)));
    await listening(server, where);
    giveSocket(where, owner);
    return {
      close: () => closing(server),
      async admit(next) {
        giveSocket(where, next);
      },
    };
  },

  async lead(name, to) {
    const temporary = `${name}.jopanel-tmp`;
    try {
      linkSync(to, temporary);
    } catch (error) {
      // Left over from a crash; or the folder is not there before any PHP-FPM of Debian's has been started.
      if (errorCode(error) === 'EEXIST') removeIfThere(temporary);
      else if (errorCode(error) === 'ENOENT' && isMissing(path.dirname(name)))
        await mkdir(path.dirname(name), { recursive: true, mode: 0o755 });
      else throw error;
      linkSync(to, temporary);
    }
    renameSync(temporary, name);
  },

  async follow(name, to) {
    const found = lstatSync(name, { throwIfNoEntry: false, bigint: true });
    if (found === undefined) return 'nowhere';
    const wanted = lstatSync(to, { throwIfNoEntry: false, bigint: true });
    if (wanted !== undefined && found.ino === wanted.ino && found.dev === wanted.dev) return 'there';
    return (await isListening(name)) ? 'elsewhere' : 'nowhere';
  },

  knock(where) {
    return new Promise((resolve) => {
      const socket = connect(where);
      socket.once('close', () => resolve());
      socket.on('error', () => socket.destroy());
      socket.once('connect', () => socket.destroy());
    });
  },

  connections: unixConnections,

  async settled() {
    while (open.size > 0) await Promise.race(open);
  },

  async forget(name) {
    await unlink(name).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
  },
};

/** @param head what was read of it already */
export function requestOn(client: Socket, head: Buffer = Buffer.alloc(0)): PhpRequest {
  // A client that goes while it waits is found out when something is written to it.
  client.on('error', () => client.destroy());
  return {
    passTo(to) {
      if (client.destroyed) return Promise.resolve(true);
      return new Promise((resolve) => {
        const fpm = connect(to);
        let isConnected = false;
        fpm.on('error', () => {
          if (isConnected) client.destroy();
          else resolve(false);
        });
        fpm.once('connect', () => {
          isConnected = true;
          track(client);
          if (head.length > 0) fpm.write(head);
          client.pipe(fpm);
          fpm.pipe(client);
          client.once('close', () => fpm.destroy());
          fpm.once('close', () => client.end());
          resolve(true);
        });
      });
    },
    refuse: () => client.destroy(),
  };
}

/** The connections that are being passed on. */
const open = new Set<Promise<void>>();

function track(client: Socket): void {
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  open.add(closed);
  void closed.then(() => open.delete(closed));
}

/** Lets `owner` and root connect, and no other user. */
export function giveSocket(where: string, owner: string): void {
  const { uid, gid } = idsOf(owner);
  chownSync(where, uid, gid);
  chmodSync(where, MODE);
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

const known = new Map<string, Ids>();

/** Of a system user of the host, which has the same numbers for as long as the host is up. */
function idsOf(user: string): Ids {
  const before = known.get(user);
  if (before !== undefined) return before;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${user}:`));
  if (line === undefined) throw new Error(`there is no user ${user}`);
  const [, , uid, gid] = line.split(':');
  const ids = { uid: Number(uid), gid: Number(gid) };
  known.set(user, ids);
  return ids;
}

/** Looks first, because an exception for each of thousands of files takes longer than all the rest. */
export function removeIfThere(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return;
  try {
    unlinkSync(file);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

function isMissing(folder: string): boolean {
  return lstatSync(folder, { throwIfNoEntry: false }) === undefined;
}

function listening(server: Server, where: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      resolve();
    });
  });
}

function closing(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // It waits for connections that go on, which are not ours to end.
    resolve();
  });
}
