// Whatever is written to the socket gets an answer that says what is wrong, and nobody holds a connection for ever.
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listenOnUnixSocket } from '../../src/host/unix-socket.ts';

interface Connected {
  readonly socket: Socket;
  /** Comes when the server is done with an answer; true: it went out whole. */
  readonly answered: Promise<boolean>;
}

async function connected(options: { stillMs?: number } = {}): Promise<Connected> {
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
  return { socket: connect(`${folder}/s`).on('error', () => undefined), answered };
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
])('%s is told what is wrong', async (_, text, status, code) => {
  const [head = '', body = ''] = (await answerTo((await connected()).socket, text)).split('\r\n\r\n');
  expect(head).toContain(`HTTP/1.1 ${status} `);
  expect(JSON.parse(body)).toMatchObject({ error: { code, message: expect.stringMatching(/./) } });
});

test('who does not read the answer is let go of', async () => {
  const { socket, answered } = await connected({ stillMs: 50 });
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(await answered).toBe(false);
});
