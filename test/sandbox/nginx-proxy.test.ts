// A Node app behind a domain: plain requests, a WebSocket, and the files again once it is stopped.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../sandbox/account-sets.ts';
import { converge } from './converge.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, request, sandbox } from './harness.ts';
import { writeAs } from './web.ts';

const PORT = 3977;
const ROOT = '/home/proxyone/apps/chat';

// Says what it was asked; what asks for another protocol gets its own words back.
const SERVER = `
const { createServer } = require('node:http');
const server = createServer((request, response) => {
  response.end(JSON.stringify({ url: request.url, headers: request.headers }));
});
server.on('upgrade', (request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n');
  socket.pipe(socket);
});
server.listen(process.env.PORT, '127.0.0.1');
`;

// Asks nginx for a WebSocket and prints what comes back.
const CLIENT = `
const socket = require('node:net').connect(80, '127.0.0.1');
socket.write('GET /live HTTP/1.1\\r\\nHost: app.proxyone.example\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n');
let all = '';
socket.on('data', (data) => {
  all += data;
  if (all.endsWith('\\r\\n\\r\\n')) socket.write('ping');
  if (all.endsWith('ping')) socket.end(() => console.log(all));
});
setTimeout(() => process.exit(1), 5000).unref();
`;

const chat: JsonObject = {
  name: 'chat',
  root: ROOT,
  start_command: 'node server.js',
  port: PORT,
  env: {},
  status: 'running',
  domain: 'app.proxyone.example',
};

beforeAll(async () => {
  await dropAccount('proxyone', {
    domains: {
      subdomains: [{ subdomain: 'app', parent: 'proxyone.example', docroot: '/home/proxyone/domains/app' }],
    },
    ssh: { mode: 'shell', force_command: null, chroot_dir: null },
  });
  await converge();
  await writeAs('proxyone', `${ROOT}/server.js`, SERVER);
  await writeAs('proxyone', '/home/proxyone/domains/app/index.html', 'files\n');
  await withApp(chat);
  await sandbox.waitFor(
    'the app to answer',
    async () => (await request('app.proxyone.example')).status === 200,
  );
});

afterAll(() => forgetAccounts(['proxyone']));

async function withApp(app: JsonObject, enabled = true): Promise<void> {
  await editAccount('proxyone', 'services', (services) => ({
    ...services,
    nodejs: { enabled, apps: [app] },
  }));
  await converge();
}

test('an app answers under its domain and no other, and knows who asks', async () => {
  const { status, body } = await request('app.proxyone.example', '/a/b?c=d');
  expect(status).toBe(200);
  const said: { url: string; headers: Record<string, string> } = JSON.parse(body);
  expect(said).toMatchObject({
    url: '/a/b?c=d',
    headers: {
      host: 'app.proxyone.example',
      'x-forwarded-proto': 'http',
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
    },
  });
  expect(said.headers.connection).not.toBe('upgrade');
  expect((await request('proxyone.example')).status).toBe(403);
});

test('a WebSocket goes through', async () => {
  const { stdout } = await sandbox.run(['node', '--eval', CLIENT]);
  expect(stdout).toMatch(/^HTTP\/1.1 101 .*\r\n\r\nping\n$/s);
});

test('files are served while the app is stopped, or apps are off', async () => {
  await withApp({ ...chat, status: 'stopped' });
  expect(await request('app.proxyone.example')).toMatchObject({ status: 200, body: 'files\n' });
  await withApp(chat, false);
  expect(await request('app.proxyone.example')).toMatchObject({ status: 200, body: 'files\n' });
});

test('an app that does not answer is a 502 that gives nothing away', async () => {
  await withApp({ ...chat, start_command: 'node nothing.js' });
  const { status, body } = await request('app.proxyone.example');
  expect(status).toBe(502);
  expect(body).not.toMatch(/nginx\/|127\.0\.0\.1|3977/);
});
