import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, expect, test } from 'vitest';
import { type PeerCredentials, peerCredentials } from '../../../src/host/sockets/peer-credentials.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serveUnix(onConnection: (socket: Socket) => void): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'peer-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  const socketPath = path.join(folder, 'socket');
  const server = createServer(onConnection).listen(socketPath);
  cleanups.push(() => server.close());
  await once(server, 'listening');
  return socketPath;
}

test('the credentials of a child that connects are its own process, user and group', async () => {
  const { promise, resolve } = Promise.withResolvers<PeerCredentials | undefined>();
  const socketPath = await serveUnix((socket) => {
    resolve(peerCredentials(socket));
    socket.end();
  });
  const script = `require('node:net').connect(process.argv[1]).resume()`;
  const child = execa(process.execPath, ['-e', script, socketPath]);
  expect(await promise).toEqual({ pid: child.pid, uid: process.getuid?.(), gid: process.getgid?.() });
  await child;
});

test('a connection that is closed already has no credentials', async () => {
  const { promise, resolve } = Promise.withResolvers<PeerCredentials | undefined>();
  const socketPath = await serveUnix((socket) => {
    socket.destroy();
    resolve(peerCredentials(socket));
  });
  connect(socketPath).on('error', () => undefined);
  expect(await promise).toBeUndefined();
});

test('a TCP connection is refused, as its peer could be anyone', async () => {
  const { promise, resolve } = Promise.withResolvers<() => unknown>();
  const server = createServer((socket) => {
    resolve(() => peerCredentials(socket));
    cleanups.push(() => socket.destroy());
  }).listen(0, '127.0.0.1');
  cleanups.push(() => server.close());
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  const client = connect(address.port, '127.0.0.1').on('error', () => undefined);
  cleanups.push(() => client.destroy());
  expect(await promise).toThrow('no credentials');
});
