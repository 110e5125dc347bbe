// Loopback is shared: the process that listens on the port of an app gets what nginx sends there.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from '../sandbox/forget-accounts.ts';
import { dropAccount, request, sandbox, startDaemon, stopDaemon, waitApplied } from '../sandbox/harness.ts';
import { writeAs } from '../sandbox/web.ts';

const PORT = 3498;
const UNIT = 'jopanel-app-portmia-shop.service';
const SERVER = `require('node:http').createServer((_, out) => out.end('shop')).listen(${PORT}, '127.0.0.1');`;

beforeAll(async () => {
  const app = {
    name: 'shop',
    root: '/home/portmia/shop',
    start_command: 'node shop.js',
    port: PORT,
    env: {},
  };
  await dropAccount('portnils');
  await dropAccount('portmia', {
    ssh: { mode: 'sftp', chroot_dir: null },
    services: { nodejs: { enabled: true, apps: [{ ...app, domain: 'portmia.example', status: 'running' }] } },
  });
  await startDaemon();
  for (const name of ['portmia', 'portnils']) await waitApplied(name);
  await writeAs('portmia', '/home/portmia/shop/shop.js', SERVER);
  await sandbox.run(['systemctl', 'restart', UNIT]);
  await sandbox.waitFor('the app to be served', async () => (await served()).body === 'shop');
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(['portmia', 'portnils']);
});

const served = () => request('portmia.example');

/** A server of another user on the port, which answers with the request that it got. */
function squatter(user: string) {
  const script = `
    const server = require('node:http').createServer((_, out) => out.end('stolen'));
    server.on('error', () => setTimeout(() => server.listen(${PORT}, '127.0.0.1'), 5));
    server.on('listening', () => console.log('listening'));
    server.listen(${PORT}, '127.0.0.1');`;
  return sandbox.spawn(['node', '--eval', script], user === 'root' ? {} : { user });
}

test.each(['portnils', 'root'])('%s gets no request on the port of an app that has ended', async (user) => {
  const holder = squatter(user);
  try {
    await sandbox.run(['systemctl', 'stop', UNIT]);
    await sandbox.waitFor('the port to be taken', () => holder.stdout.readableDidRead);
    const answers = new Set<string>();
    for (let count = 0; count < 50; count += 1) answers.add((await served()).body);
    expect([...answers].filter((body) => body.includes('stolen'))).toEqual([]);
    expect((await served()).status).toBe(502);
    await sandbox.waitFor('it to be reported', async () =>
      (await sandbox.run(['jopanel', 'status', 'portmia'])).stdout.includes('another user listens on port'),
    );
  } finally {
    holder.kill();
    await holder.ended;
  }
  await sandbox.run(['systemctl', 'restart', UNIT]);
  await sandbox.waitFor('the app to be served again', async () => (await served()).body === 'shop');
});
