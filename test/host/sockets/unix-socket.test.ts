// Every malformed request gets an answer that says what is wrong, and no client holds a connection for ever.
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listenOnUnixSocket } from '../../../src/host/sockets/unix-socket.ts';

interface Served {
  open(): Socket;
  /** Comes when the server is done with an answer; true: it went out whole. */
  readonly answered: Promise<boolean>;
}

async function serve(options: { stillMs?: number } = {}): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'socket-'));
  const server = await listenOnUnixSocket({ path: `${folder}/s`, mode: 0o600, ...options });
  const { promise: answered, resolve } = Promise.withResolvers<boolean>();
  server.handle((_, response) => {
    response.on('close', () => resolve(response.writableFinished));
    response.end('x'.repeat(8_000_000));
  });
  onTestFinished(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });
  return { open: () => connect(`${folder}/s`).on('error', () => undefined), answered };
}

function answerTo(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.write(text);
  });
}

test.each([
  ['a very long path', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431, 'too_long'],
  ['a method that is none', 'STEAL / HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'read_only'],
  ['CONNECT', 'CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'read_only'],
  ['something else', 'GET / SMTP\r\n\r\n', 400, 'bad_request'],
])('%s gets an answer that says what is wrong', async (_, text, status, code) => {
  const [head = '', body = ''] = (await answerTo((await serve()).open(), text)).split('\r\n\r\n');
  expect(head).toContain(`HTTP/1.1 ${status} `);
  expect(JSON.parse(body)).toMatchObject({ error: { code, message: expect.stringMatching(/./) } });
});

/** False when it was let go of before it could ask, as a client that is held up for that long. */
async function asksAndReadsNoMore(socket: Socket): Promise<boolean> {
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  return new Promise((resolve) => {
    socket.once('data', () => {
      socket.pause();
      resolve(true);
    });
    socket.once('close', () => resolve(false));
  });
}

test('a client that does not read its answer is disconnected', async () => {
  const { open, answered } = await serve({ stillMs: 50 });
  while (!(await asksAndReadsNoMore(open())));
  expect(await answered).toBe(false);
});

/** More than a socket holds. */
const LARGE = 'x'.repeat(1_000_000);
const ASK = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

test('a server that closes still answers clients that have asked, or have connected and ask then, and keeps no connection', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'socket-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const server = await listenOnUnixSocket({ path: `${folder}/s`, mode: 0o600 });
  const requests = Array.from({ length: 4 }, () => Promise.withResolvers<ServerResponse>());
  let asked = 0;
  server.handle((_, response) => {
    requests[asked]?.resolve(response);
    asked += 1;
  });
  const open = () => connect(`${folder}/s`);
  const request = (index: number) => requests[index]?.promise;

  const idle = open();
  const idleEnded = answerTo(idle, ASK);
  (await request(0))?.end('short');
  const early = answerTo(open(), ASK);
  const earlyResponse = await request(1);
  const silent = open();
  // Connections are accepted in their order: the silent one is by the time that this one is heard.
  const unread = open();
  unread.write(ASK);
  (await request(2))?.end(LARGE);

  const closed = server.close();
  const late = answerTo(silent, ASK);
  expect((await idleEnded).endsWith('short')).toBe(true);
  (await request(3))?.end(LARGE);
  earlyResponse?.end(LARGE);
  const answers = await Promise.all([early, late, answerTo(unread, '')]);
  expect(answers.map((answer) => [answer.slice(0, 15), answer.endsWith(LARGE)])).toEqual(
    Array(3).fill(['HTTP/1.1 200 OK', true]),
  );
  await closed;
});
