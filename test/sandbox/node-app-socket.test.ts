// Node apps without a port: their socket is systemd's, and no request is lost while they restart.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, request, runDaemon, sandbox } from './harness.ts';
import { writeAs } from './web.ts';

const USERS = ['sockera', 'sockerb'];
const UNIT = 'jopanel-app-sockera-shop.service';
const SOCKET = '/run/jopanel/apps/sockera-shop.sock';

// Says who asks, as apps see it, and takes half a second for it where the path says so.
const SERVER = `
const { createServer } = require('node:http');
createServer((request, response) => {
  const { remoteAddress } = request.socket;
  const { host, 'x-forwarded-for': visitor, 'x-forwarded-proto': scheme, 'x-forwarded-host': name } = request.headers;
  const answer = { pid: process.pid, path: process.env.PORT, remoteAddress, host, visitor, scheme, name };
  setTimeout(() => response.end(JSON.stringify(answer)), request.url === '/slow' ? 500 : 0);
}).listen(process.env.PORT, () => console.log('listening'));
`;

// As npm starts what a package calls its start.
const STARTER = `require('node:child_process').spawn('sh', ['-c', 'node server.js'], { stdio: 'inherit' });`;

function apps(start_command: string) {
  const shop = {
    name: 'shop',
    root: '/home/sockera/shop',
    env: {},
    status: 'running',
    domain: 'sockera.example',
  };
  return { nodejs: { enabled: true, apps: [{ ...shop, start_command }] } };
}

beforeAll(async () => {
  const ssh = { mode: 'sftp', chroot_dir: null };
  await dropAccount('sockera', { ssh, services: apps('node server.js') });
  await dropAccount('sockerb', { ssh });
  await converge();
  await writeAs('sockera', '/home/sockera/shop/server.js', SERVER);
  await writeAs('sockera', '/home/sockera/shop/starter.js', STARTER);
  await sandbox.run(['systemctl', 'restart', UNIT]);
});

afterAll(() => forgetAccounts(USERS));

async function converge(): Promise<void> {
  const { exitCode, stdout, stderr } = await runDaemon('--once');
  if (exitCode !== 0) throw new Error(stdout + stderr);
}

async function answer(path = '/') {
  const { status, body } = await request('sockera.example', path);
  return status === 200 ? JSON.parse(body) : { status };
}

test('it is served by nginx, and sees the visitor as any app behind a proxy does', async () => {
  const said = await answer();
  expect(said).toMatchObject({
    path: SOCKET,
    remoteAddress: '127.0.0.1',
    host: 'sockera.example',
    name: 'sockera.example',
    visitor: '127.0.0.1',
    scheme: 'http',
  });
});

test.each(USERS)('%s cannot connect to it past nginx, nor take its place', async (user) => {
  const reach = ['curl', '--silent', '--show-error', '--unix-socket', SOCKET, 'http://sockera.example/'];
  const { exitCode, stderr } = await sandbox.run(reach, { user, allowFailure: true });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 7 });
  const listen = `require('node:net').createServer().on('error', ({ code }) => console.log(code)).listen('${SOCKET}2')`;
  expect((await sandbox.run(['node', '--eval', listen], { user })).stdout).toBe('EACCES\n');
});

test('no request is lost or cut short while it restarts', async () => {
  const load = `
    until [ -e /run/enough ]; do
      code=$(curl --silent --output /dev/null --write-out '%{http_code}' --max-time 30 --header 'Host: sockera.example' http://127.0.0.1/slow)
      echo "$code"
    done`;
  const clients = [1, 2, 3].map(() => sandbox.run(['bash', '-c', load]));
  const before = (await answer()).pid;
  for (let time = 0; time < 3; time += 1) await sandbox.run(['systemctl', 'restart', UNIT]);
  await sandbox.run(['systemctl', 'kill', '--signal=KILL', UNIT]);
  await sandbox.run(['systemctl', 'restart', UNIT]);
  expect((await answer('/slow')).pid).not.toBe(before);
  await sandbox.run(['touch', '/run/enough']);
  const codes = (await Promise.all(clients)).flatMap(({ stdout }) => stdout.trim().split('\n'));
  await sandbox.run(['rm', '/run/enough']);
  expect(codes.length).toBeGreaterThan(6);
  // The one kill was of requests that ran: three clients had one each.
  expect(codes.filter((code) => code !== '200').length).toBeLessThanOrEqual(3);
});

test('an app that another program starts, as npm does, gets its socket too', async () => {
  await editAccount('sockera', 'services', (services) => ({ ...services, ...apps('node starter.js') }));
  await converge();
  const mainOf = async () =>
    Number((await sandbox.run(['systemctl', 'show', '--value', '--property=MainPID', UNIT])).stdout);
  // The one from before answers until it has ended.
  await sandbox.waitFor('a child of the starter to answer', async () => {
    const [{ pid }, main] = [await answer(), await mainOf()];
    return pid !== undefined && main > 0 && pid !== main;
  });
  expect((await answer()).path).toBe(SOCKET);
  const restart = await sandbox.run(['jopanel', 'app', 'restart', 'sockera', 'shop']);
  expect(restart.stdout).toBe('The app shop of sockera runs again.\n');
  const logs = await sandbox.run(['jopanel', 'logs', 'sockera', '--app', 'shop']);
  expect(logs.stdout).toContain('listening');
  expect((await sandbox.run(['jopanel', 'app', 'list', 'sockera'])).stdout).toMatch(
    /shop +running +running +socket/,
  );
});

test('a socket goes with its app', async () => {
  await sandbox.run(['jopanel', 'app', 'remove', 'sockera', 'shop']);
  await converge();
  const { stdout } = await sandbox.run([
    'systemctl',
    'list-units',
    '--all',
    '--no-legend',
    'jopanel-app-sockera*',
  ]);
  expect(stdout).toBe('');
  expect((await sandbox.run(['ls', '/run/jopanel/apps', '/etc/systemd/system'])).stdout).not.toContain(
    'sockera-shop',
  );
});
