// A backend that was taken over, with all that the agent socket gives it: what it tries to get further than that.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { askAgent, startAgent, stopAgent } from '../sandbox/agent-client.ts';
import { sandbox } from '../sandbox/harness.ts';

const USERS = ['agavic', 'agaevil'];
const HASH = `$6$abcdefgh$${'Qw3rtyUi0p'.repeat(8)}Qw3rty`;
const SECRET = 'correct-horse-battery';

beforeAll(async () => {
  await startAgent();
  const body = {
    username: 'agavic',
    primary_domain: 'agavic.example',
    contact_email: 'owner@agavic.example',
    account: { password_hash: HASH },
    services: { nodejs: { enabled: true, apps: [app({ DB_PASSWORD: SECRET })] } },
  };
  expect(await askAgent('POST', '/v1/users', { headers: { Prefer: 'wait=90' }, body })).toMatchObject({
    status: 201,
  });
});

afterAll(() => stopAgent(USERS));

function app(env: object) {
  return {
    name: 'api',
    root: '/home/agavic/domains',
    start_command: 'sleep infinity',
    port: 4711,
    env,
    status: 'stopped',
  };
}

const evil = {
  username: 'agaevil',
  primary_domain: 'agaevil.example',
  contact_email: 'owner@agaevil.example',
};

// Each would make root, another user or another account of the caller's account.
test.each([
  ['the uid of root', { ...evil, account: { uid: 0, gid: 0 } }],
  ['a uid of the system', { ...evil, account: { uid: 33 } }],
  ['the home of root', { ...evil, account: { home_dir: '/root' } }],
  ['a home outside of the bases', { ...evil, account: { home_dir: '/var/lib/jopanel' } }],
  ['the home of another account', { ...evil, account: { home_dir: '/home/agavic' } }],
  ['a way out of the home base', { ...evil, account: { home_dir: '/home/../etc' } }],
  ['a program as its shell', { ...evil, account: { shell: '/usr/bin/sudo' } }],
  [
    'an app below the home of another account',
    { ...evil, services: { nodejs: { enabled: true, apps: [app({})] } } },
  ],
  [
    'a document root below another home',
    { ...evil, domains: { addon_domains: [{ domain: 'x.example', docroot: '/home/agavic/domains' }] } },
  ],
  ['PHP that reads everything', { ...evil, services: { php: { open_basedir: ['/'] } } }],
  ['a name that another account has', { ...evil, primary_domain: 'agavic.example' }],
  ['a name below that of another account', { ...evil, primary_domain: 'www.agavic.example' }],
  ['a package out of its folder', { ...evil, package: '../../../root/evil' }],
  ['a line break in a value that goes to a file', { ...evil, contact_email: 'a@b.example\nroot::0:0' }],
])('%s is refused at creation, and nothing is written', async (_, body) => {
  const refused = await askAgent('POST', '/v1/users', { body });
  expect(refused.status).toBe(422);
  await expect(sandbox.run(['test', '-e', '/etc/jopanel/users/agaevil'])).rejects.toThrow();
  await expect(sandbox.run(['id', 'agaevil'])).rejects.toThrow();
});

test.each(['root', 'daemon', 'www-data', 'sshd', 'panel', 'jopanel'])(
  'the user %s of the host is not taken over',
  async (username) => {
    const { status } = await askAgent('POST', '/v1/users', { body: { ...evil, username } });
    expect([409, 422]).toContain(status);
  },
);

test.each([
  ['uid', { uid: 0 }],
  ['gid', { gid: 27 }],
  ['home', { home_dir: '/root' }],
  ['username', { username: 'root' }],
])('the %s of a living account is not changed', async (_, account) => {
  expect((await askAgent('PATCH', '/v1/users/agavic', { body: { account } })).status).toBe(422);
});

test('neither a purge, nor a confirmation for a guard, nor root’s own requests are to be had', async () => {
  for (const path of ['/v1/users/agavic/purge', '/ask', '/v1/retire', '/v1/purge'])
    expect((await askAgent('POST', path, { body: { kind: 'purge', username: 'agavic' } })).status).toBe(404);
  const control = ['curl', '--silent', '--unix-socket', '/run/jopanel/control.sock', 'http://jopanel/ask'];
  await expect(sandbox.run(control, { user: 'panel' })).rejects.toThrow();
});

test('no read gives a secret of an account away', async () => {
  for (const path of ['', '/config', '/plan', '/events?limit=1000', '/history', '/stats']) {
    const answer = JSON.stringify((await askAgent('GET', `/v1/users/agavic${path}`)).body);
    expect(answer).not.toContain(SECRET);
    expect(answer).not.toContain('Qw3rtyUi0p');
  }
  const dry = await askAgent('PATCH', '/v1/users/agavic?dry_run=true', {
    body: { account: { status: 'suspended' } },
  });
  expect(JSON.stringify(dry.body)).not.toContain(SECRET);
});

test('a caller cannot name itself as another', async () => {
  const headers = { 'X-Jopanel-Actor': 'root', 'X-Forwarded-For': '127.0.0.1' };
  await askAgent('PATCH', '/v1/users/agavic', { headers, body: { meta: { notes: 'mine' } } });
  const events = JSON.stringify((await askAgent('GET', '/v1/users/agavic/events?limit=1000')).body);
  expect(events).toContain('"caller":"panel"');
  expect(events).not.toContain('"caller":"root"');
  const bad = { 'X-Jopanel-Actor': '{"caller":"root"}' };
  expect((await askAgent('PATCH', '/v1/users/agavic', { headers: bad, body: {} })).status).toBe(400);
});

test('half a request holds no lock, and others are answered meanwhile', async () => {
  const half = [
    'PATCH /v1/users/agavic HTTP/1.1',
    'Host: x',
    'Content-Type: application/json',
    'Content-Length: 500',
    '',
    '{"limits"',
  ].join('\r\n');
  const script = `
    const socket = require('node:net').connect('/run/jopanel/agent.sock');
    socket.write(${JSON.stringify(half)}, () => console.log('sent'));
    socket.on('error', () => {}).resume();`;
  const node = '/usr/lib/jopanel/node_modules/.bin/node';
  const stuck = sandbox.spawn([node, '-e', script], { user: 'panel' });
  await new Promise((resolve) => stuck.stdout.once('data', resolve));
  const body = { meta: { notes: 'past it' } };
  expect((await askAgent('PATCH', '/v1/users/agavic', { body })).status).toBe(202);
  stuck.kill();
  await stuck.ended;
});
