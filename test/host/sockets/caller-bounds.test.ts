// One user of a socket asks for all that they can; the others are served as ever.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { waitFor } from '../../../sandbox/wait-for.ts';
import { CallerBounds, countAsStream } from '../../../src/host/sockets/caller-bounds.ts';

const LIMITS = { connections: 4, answers: 2, waiting: 3, streams: 1 };

let folder = '';
let server: Server;
let asked: {
  readonly url: string | undefined;
  readonly response: ServerResponse;
  readonly done: () => void;
}[] = [];
const clients: Socket[] = [];
/** Who the next connection is from. */
let user = 1000;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jopanel-bounds-'));
  user = 1000;
  asked = [];
  const bounds = new CallerBounds(() => user, LIMITS);
  server = createServer((request, response) => {
    const places = request.url?.startsWith('/large') === true ? LIMITS.answers : 1;
    bounds.answer(request.socket, response, places, () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      asked.push({ url: request.url, response, done: resolve });
      return promise;
    });
  });
  server.on('connection', (socket) => bounds.connected(socket));
  await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
});

afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

async function open(request = ''): Promise<{ socket: Socket; text: () => string }> {
  const socket = connect(join(folder, 'socket'));
  clients.push(socket);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  if (request !== '') socket.write(request);
  return { socket, text: () => text };
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const paths = () => asked.map(({ url }) => url);

function finish(index: number): void {
  asked[index]?.response.end('answer');
  asked[index]?.done();
}

test('connections beyond the limit are turned away with the reason; another user and root connect', async () => {
  for (let index = 0; index < LIMITS.connections; index++) await open('GET /half');
  await waitFor('the connections to be counted', async () => {
    const late = await open();
    return waitFor('an end', () => late.socket.readableEnded, 300)
      .then(() => late.text().includes('503') && late.text().includes('too many connections'))
      .catch(() => false);
  });
  for (const other of [1001, 0]) {
    user = other;
    await open(get(`/of-${other}`));
    await waitFor('the request', () => paths().includes(`/of-${other}`));
  }
});

test('answers beyond the limit wait until one was read, and are not made for a client that has gone', async () => {
  await open(get('/1'));
  await open(get('/2'));
  await waitFor('two requests', () => asked.length === 2);
  const gone = await open(get('/gone'));
  await open(get('/4'));
  user = 1001;
  await open(get('/of-another'));
  await waitFor('that of another user', () => paths().includes('/of-another'));
  expect(paths()).toEqual(['/1', '/2', '/of-another']);
  gone.socket.destroy();
  await waitFor('it to be gone', async () => (await connectionsOf(server)) === 4);
  finish(0);
  await waitFor('the next', () => asked.length === 4);
  expect(paths()).toEqual(['/1', '/2', '/of-another', '/4']);
});

test('an answer that takes all places is made once there is no other, and lets no other be made', async () => {
  await open(get('/1'));
  await open(get('/large'));
  await open(get('/3'));
  await waitFor('the first request', () => asked.length === 1);
  user = 1001;
  await open(get('/of-another'));
  await waitFor('that of another user', () => paths().includes('/of-another'));
  expect(paths()).toEqual(['/1', '/of-another']);
  finish(0);
  await waitFor('the large one', () => asked.length === 3);
  expect(paths()).toEqual(['/1', '/of-another', '/large']);
  finish(2);
  await waitFor('the last one', () => asked.length === 4);
});

test('a client that leaves while its answer is made makes no room for the next', async () => {
  const first = await open(get('/1'));
  await open(get('/2'));
  await open(get('/3'));
  await waitFor('two requests', () => asked.length === 2);
  first.socket.destroy();
  await waitFor('it to be gone', async () => (await connectionsOf(server)) === 2);
  expect(paths()).toEqual(['/1', '/2']);
  asked[0]?.done();
  await waitFor('the third', () => asked.length === 3);
});

test('a client that sends requests without end in one connection is cut off', async () => {
  const { socket } = await open(Array.from({ length: 100 }, (_, index) => get(`/${index}`)).join(''));
  await waitFor('the end', () => socket.destroyed || socket.readableEnded);
  expect(asked.length).toBeLessThanOrEqual(LIMITS.answers);
});

test('a stream takes the place of no answer, and there are only so many', async () => {
  await open(get('/stream'));
  await waitFor('it', () => asked.length === 1);
  expect(countAsStream(asked[0]?.response ?? fail())).toBe(true);
  for (const path of ['/1', '/2']) await open(get(path));
  await waitFor('two answers beside it', () => asked.length === 3);
  expect(countAsStream(asked[1]?.response ?? fail())).toBe(false);
});

function fail(): never {
  throw new Error('nothing was asked');
}

function connectionsOf(of: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    of.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}
