// The status socket of a running daemon: who gets in, what curl reads, and what systemd hands over.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { accountSet } from './account-set.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, sandbox, startDaemon, stopDaemon, waitApplied } from './harness.ts';

const Revisions = z.object({ revisions: z.array(z.object({ revision: z.string() })) });
const USERS = ['sockann', 'sockbob'];
const SOCKET = '/run/jopanel/status.sock';
const SECRET = 'correct-horse-battery';
const HASH = `$6$abcdefgh$${'Qw3rtyUi0p'.repeat(8)}Qw3rty`;

beforeAll(async () => {
  await sandbox.run(['groupadd', '--system', 'jopanel']);
  await sandbox.run(['useradd', '--create-home', '--groups', 'jopanel', 'reader']);
  await sandbox.run(['useradd', '--create-home', 'outsider']);
  const { account, services } = accountSet('sockann');
  const app = {
    name: 'api',
    root: '/home/sockann/domains',
    start_command: 'sleep infinity',
    port: 4111,
    status: 'stopped',
  };
  await dropAccount('sockann', {
    account: { ...account, password_hash: HASH },
    services: { ...services, nodejs: { enabled: true, apps: [{ ...app, env: { DB_PASSWORD: SECRET } }] } },
  });
  await dropAccount('sockbob');
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
});

afterAll(async () => {
  await sandbox.run(['systemctl', 'stop', 'jopaneld.socket']);
  await stopDaemon();
  for (const name of ['reader', 'outsider']) await sandbox.run(['userdel', '--remove', name]);
  await sandbox.run(['groupdel', 'jopanel']);
  await forgetAccounts(USERS);
});

async function curl(path: string, ...more: string[]) {
  const argv = [
    'curl',
    '--silent',
    '--max-time',
    '20',
    '--unix-socket',
    SOCKET,
    '--write-out',
    '\n%{http_code}',
  ];
  return curlAs('root', argv, path, more);
}

async function curlAs(user: string, argv: readonly string[], path: string, more: readonly string[] = []) {
  const result = await sandbox.run([...argv, ...more, `http://localhost${path}`], {
    user,
    allowFailure: true,
  });
  const end = result.stdout.lastIndexOf('\n');
  return {
    exitCode: result.exitCode,
    body: result.stdout.slice(0, end),
    status: Number(result.stdout.slice(end + 1)),
  };
}

/** The number of the newest entry. */
async function head(): Promise<number> {
  return JSON.parse((await curl('/v1/status')).body).journal.seq;
}

/** What a stream says until it has said `end`. */
async function followed(path: string, end: string): Promise<string> {
  const argv = ['curl', '--silent', '--no-buffer', '--header', 'Accept: text/event-stream'];
  const follower = sandbox.spawn([...argv, '--unix-socket', SOCKET, `http://localhost${path}`]);
  let text = '';
  follower.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await sandbox.waitFor(`${JSON.stringify(end)} in ${path}`, () => text.includes(end));
  follower.kill();
  return text;
}

test('the socket is for root and the group, and its folder lets them through', async () => {
  const { stdout } = await sandbox.run(['stat', '--format=%A %U:%G %n', SOCKET, '/run/jopanel/control.sock']);
  expect(stdout).toBe(`srw-rw---- root:jopanel ${SOCKET}\nsrw------- root:root /run/jopanel/control.sock\n`);
});

test('a member of the group can read and nothing else; another user cannot connect', async () => {
  const argv = ['curl', '--silent', '--write-out', '\n%{http_code}', '--unix-socket'];
  const refusedByKernel = 7;
  expect(await curlAs('reader', [...argv, SOCKET], '/v1/status')).toMatchObject({ status: 200 });
  expect(await curlAs('reader', [...argv, SOCKET], '/v1/status', ['--request', 'POST'])).toMatchObject({
    status: 405,
  });
  expect(await curlAs('reader', [...argv, SOCKET], '/v1/status', ['--request', 'DELETE'])).toMatchObject({
    status: 405,
  });
  const control = await curlAs('reader', [...argv, '/run/jopanel/control.sock'], '/ask', ['--data', '{}']);
  expect(control.exitCode).toBe(refusedByKernel);
  expect((await curlAs('outsider', [...argv, SOCKET], '/v1/status')).exitCode).toBe(refusedByKernel);
  for (const file of ['/var/lib/jopanel/journal.db', '/etc/jopanel/users/sockann/account.json']) {
    expect((await sandbox.run(['cat', file], { user: 'reader', allowFailure: true })).exitCode).toBe(1);
  }
});

test('a curl-only user reads everything', async () => {
  const paths = ['', '/config', '/plan', '/stats', '/events', '/history'].map(
    (path) => `/v1/users/sockann${path}`,
  );
  const others = [
    '/v1/status',
    '/v1/users',
    '/v1/events',
    '/v1/plan',
    '/v1/search?q=sockann',
    '/healthz',
    '/readyz',
  ];
  const { revision } =
    Revisions.parse(JSON.parse((await curl('/v1/users/sockann/history')).body)).revisions[0] ?? {};
  const past = `/v1/users/sockann/revisions/${revision}`;
  const bodies = new Map<string, string>();
  for (const path of [...paths, ...others, past, '/openapi.json']) {
    const { status, body } = await curl(path);
    expect([path, status]).toEqual([path, 200]);
    expect(JSON.parse(body)).toBeTypeOf('object');
    bodies.set(path, body);
  }
  const stream = await followed('/v1/events?after=0', `\nid: ${await head()}\n`);
  bodies.set('the stream', stream);
  expect(stream).toContain('event: set.observed');
  for (const [path, body] of bodies) {
    expect([path, body.includes(SECRET)]).toEqual([path, false]);
    expect([path, body.includes(HASH)]).toEqual([path, false]);
  }
  for (const path of ['/v1/users/sockann/config', past])
    expect(bodies.get(path)).toMatch(/"password_hash":"\(redacted\)".*"DB_PASSWORD":"\(redacted\)"/);
  // That the daemon wrote meta.json itself is an edit as well, until it has looked.
  await sandbox.waitFor('nothing to be queued', async () =>
    (await curl('/v1/users/sockann')).body.includes('"queued":null'),
  );
  expect(JSON.parse((await curl('/v1/users/sockann')).body)).toMatchObject({
    phase: 'applied',
    resources: expect.arrayContaining([expect.objectContaining({ kind: 'nginx-vhost', state: 'in_sync' })]),
  });
  const { body } = await curl('/metrics');
  expect(body).toMatch(/^jopanel_accounts\{phase="applied"\} [2-9]/m);
  expect(body).toMatch(/^jopanel_edit_to_applied_seconds_count [2-9]/m);
  expect(body).toMatch(/^jopanel_service_reload_duration_seconds_count\{service="nginx"\} [1-9]/m);
});

test('a plan through the socket records nothing, changes nothing, and takes no edit away from the daemon', async () => {
  await sandbox.run(['rm', '/etc/nginx/jopanel/sockbob.conf']);
  const journal = async () => JSON.parse((await curl('/v1/status')).body).journal;
  const before = await journal();
  const { body } = await curl('/v1/users/sockbob/plan');
  expect(JSON.parse(body)).toMatchObject({
    accounts: [{ username: 'sockbob', steps: [{ resource: 'nginx-vhost', change: 'create' }] }],
    reloads: [{ service: 'nginx', accounts: ['sockbob'] }],
  });
  expect(await journal()).toEqual(before);
  const there = await sandbox.run(['ls', '/etc/nginx/jopanel/sockbob.conf'], { allowFailure: true });
  expect(there.exitCode).toBe(2);
  await sandbox.run(['node', '/usr/lib/jopanel/src/jopanel.ts', 'apply', 'sockbob']);
  await sandbox.run(['ls', '/etc/nginx/jopanel/sockbob.conf']);
});

test('following shows an edit as it goes through, and begins where one left off', async () => {
  const last = await head();
  const headers = [
    '--header',
    'Accept: text/event-stream',
    '--header',
    `Last-Event-ID: ${last}`,
    '--no-buffer',
  ];
  const argv = ['curl', '--silent', '--unix-socket', SOCKET, ...headers];
  const follower = sandbox.spawn([...argv, 'http://localhost/v1/users/sockann/events']);
  let text = '';
  follower.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const revision = await editAccount('sockann', 'domains', (domains) => ({
    ...domains,
    alias_domains: ['f.example.net'],
  }));
  await sandbox.waitFor(
    'the edit to be followed',
    () => text.includes('event: conditions.changed') || text.includes('event: revision.applied'),
  );
  follower.kill();
  const kinds = [...text.matchAll(/^event: (.+)$/gm)].map(([, kind]) => kind);
  expect(kinds.slice(0, 2)).toEqual(['set.observed', 'step.applied']);
  expect(text).toContain(revision);
  const [first] = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
  expect(first).toBe(last + 1);
});

test('a socket that a killed daemon left behind is taken over, and a reload of the settings keeps it', async () => {
  // Its unit would start it again after two seconds, and a stop of that one takes the socket away.
  const dropIn = '/run/systemd/system/jopaneld.service.d/stay-down.conf';
  await sandbox.writeFile(dropIn, '[Service]\nRestart=no\n');
  await sandbox.run(['systemctl', 'daemon-reload']);
  await sandbox.run(['systemctl', 'kill', '--kill-who=main', '--signal=KILL', 'jopaneld']);
  await sandbox.waitFor('the daemon to be gone', async () => {
    const { stdout } = await sandbox.run(['systemctl', 'is-failed', 'jopaneld'], { allowFailure: true });
    return stdout === 'failed\n';
  });
  await sandbox.run(['test', '-S', SOCKET]);
  await sandbox.run(['rm', dropIn]);
  await sandbox.run(['systemctl', 'daemon-reload']);
  await startDaemon();
  expect((await curl('/v1/status')).status).toBe(200);
  await sandbox.run(['systemctl', 'reload', 'jopaneld']);
  expect((await curl('/v1/status')).status).toBe(200);
});

test('systemd hands over its own socket: to connect is to start, and a restart drops no connection', async () => {
  await stopDaemon();
  await sandbox.run(['systemctl', 'start', 'jopaneld.socket']);
  expect((await sandbox.run(['stat', '--format=%A %U:%G', SOCKET])).stdout).toBe('srw-rw---- root:jopanel\n');
  expect((await curl('/v1/status')).status).toBe(200);
  await sandbox.run(['systemctl', 'start', 'jopaneld']);
  const restart = sandbox.run(['systemctl', 'restart', 'jopaneld']);
  for (let round = 0; round < 5; round++)
    expect((await curl('/v1/status', '--max-time', '120')).status).toBe(200);
  await restart;
});
