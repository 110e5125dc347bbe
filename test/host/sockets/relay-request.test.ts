import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { relayRequest } from '../../../src/host/sockets/relay-request.ts';

const place = mkdtempSync(join(tmpdir(), 'jopanel-relay-'));
const [front, upstream] = [`${place}/front.sock`, `${place}/upstream.sock`];
const server = createServer((asked, answer) => relayRequest(upstream, asked, answer));
let behind: Server | undefined;

beforeAll(async () => {
  server.listen(front);
  await once(server, 'listening');
});

afterEach(() => behind?.close());

afterAll(() => {
  server.close();
  rmSync(place, { recursive: true });
});

async function listenBehind(answer: (asked: IncomingMessage) => { status: number; text: string }) {
  behind = createServer((asked, response) => {
    const { status, text } = answer(asked);
    response.writeHead(status, { etag: '"1"', 'set-cookie': 'a=b', 'content-type': 'text/plain' }).end(text);
  });
  behind.listen(upstream);
  await once(behind, 'listening');
}

async function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const sent = request({ socketPath: front, path, headers, method, agent: false }).end();
  const [answer]: IncomingMessage[] = await once(sent, 'response');
  if (answer === undefined) throw new Error('no answer');
  let text = '';
  for await (const part of answer) text += String(part);
  return { status: answer.statusCode, headers: answer.headers, text };
}

test('of a question its method, path and tag are passed on, and nothing else', async () => {
  let seen: unknown;
  await listenBehind(({ method, url, headers }) => {
    seen = { method, url, headers };
    return { status: 200, text: 'numbers' };
  });
  const sent = { 'if-none-match': '"0"', cookie: 'c=d', 'x-jopanel-actor': 'root', 'x-forwarded-for': '::1' };
  const answer = await ask('/metrics?a=b', sent);
  expect(seen).toEqual({
    method: 'GET',
    url: '/metrics',
    headers: { 'if-none-match': '"0"', host: 'localhost', connection: 'close' },
  });
  expect(answer).toMatchObject({ status: 200, text: 'numbers', headers: { etag: '"1"' } });
  expect(answer.headers).not.toHaveProperty('set-cookie');
});

test('a status of its own comes through, and HEAD has no body', async () => {
  await listenBehind(() => ({ status: 404, text: 'no' }));
  expect(await ask('/metrics', {}, 'HEAD')).toMatchObject({ status: 404, text: '' });
});

test('while there is no daemon the client may try again', async () => {
  expect(await ask('/metrics')).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
});
