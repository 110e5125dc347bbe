// The agent socket of a running daemon, used by an ordinary user of its group.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { PHP } from './account-set.ts';
import { askAgent, startAgent, stopAgent } from './agent-client.ts';
import { desiredRevision, readSetFile, request, sandbox, startDaemon, stopDaemon } from './harness.ts';
import { jopanelJson } from './jopanel.ts';

const USERS = ['agann', 'agbob', 'agcat'];
const CONFIG = '/etc/jopanel/jopaneld.json';
const WAIT = { Prefer: 'wait=60' };

const Written = z.object({
  revision: z.string(),
  uid: z.int(),
  changed: z.array(z.string()),
  applied: z.boolean().nullable(),
});

beforeAll(startAgent);

afterAll(() => stopAgent(USERS));

const newUser = (username: string) => ({
  username,
  primary_domain: `${username}.example`,
  contact_email: `owner@${username}.example`,
});

test('a backend makes an account and is answered once it is in force', async () => {
  const made = await askAgent('POST', '/v1/users', {
    headers: { ...WAIT, 'X-Jopanel-Actor': 'anna@example.com' },
    body: { ...newUser('agann'), limits: { disk_quota_mb: 512 } },
  });
  expect(made).toMatchObject({ status: 201, body: { username: 'agann', applied: true } });
  const { revision, uid } = Written.parse(made.body);
  expect(made.headers.get('location')).toBe('/v1/users/agann');
  expect(made.headers.get('etag')).toBe(`"${revision}"`);
  expect(await desiredRevision('agann')).toBe(revision);
  expect((await sandbox.run(['id', '--user', 'agann'])).stdout).toBe(`${uid}\n`);
  expect(await readSetFile('agann', 'limits')).toMatchObject({ disk_quota_mb: 512 });
  expect(await readSetFile('agann', 'meta')).toMatchObject({
    audit: { last_action: 'create_user', last_actor: 'agent:panel for anna@example.com' },
  });
});

test('the same request again writes nothing, and another one for the name is a conflict', async () => {
  const body = { ...newUser('agann'), limits: { disk_quota_mb: 512 } };
  expect(await askAgent('POST', '/v1/users', { body })).toMatchObject({ status: 200, body: { changed: [] } });
  const other = await askAgent('POST', '/v1/users', { body: { ...body, primary_domain: 'other.example' } });
  expect(other).toMatchObject({ status: 409, body: { type: 'urn:jopanel:problem:account-exists' } });
  expect(other.type).toBe('application/problem+json');
});

test('a patch changes what it names, keeps the rest, and answers 202 at once', async () => {
  const before = await sandbox.readFile('/etc/jopanel/users/agann/limits.json');
  const patched = await askAgent('PATCH', '/v1/users/agann', { body: { limits: { disk_quota_mb: 1024 } } });
  expect(patched.status).toBe(202);
  expect(Written.parse(patched.body).changed).toEqual(['account.json', 'limits.json', 'meta.json']);
  expect(await sandbox.readFile('/etc/jopanel/users/agann/limits.json')).toBe(before.replace('512', '1024'));
  const again = await askAgent('PATCH', '/v1/users/agann', {
    headers: WAIT,
    body: { limits: { disk_quota_mb: 1024 } },
  });
  expect(again).toMatchObject({ status: 200, body: { changed: [], applied: true } });
});

test('GetConfig carries the revision as its ETag, by which a writer notices another', async () => {
  const config = await askAgent('GET', '/v1/users/agann/config');
  const etag = config.headers.get('etag') ?? '';
  expect(etag).toBe(`"${await desiredRevision('agann')}"`);
  const body = { meta: { notes: 'first' }, limits: { max_cron_jobs: 3 } };
  expect((await askAgent('PATCH', '/v1/users/agann', { headers: { 'If-Match': etag }, body })).status).toBe(
    202,
  );
  const late = await askAgent('PATCH', '/v1/users/agann', { headers: { 'If-Match': etag }, body });
  expect(late).toMatchObject({
    status: 412,
    body: { revision: await desiredRevision('agann'), expected_revision: etag.replaceAll('"', '') },
  });
});

test('a whole set is replaced only with If-Match, and a redacted value is refused', async () => {
  const path = '/v1/users/agann/config';
  const config = await askAgent('GET', path);
  const { account, limits, domains, services, ssh } = z.record(z.string(), z.unknown()).parse(config.body);
  const whole = { account, limits, domains, services, ssh };
  expect((await askAgent('PUT', path, { body: whole })).status).toBe(428);
  const headers = { 'If-Match': config.headers.get('etag') ?? '' };
  const redacted = {
    ...whole,
    account: { ...z.looseObject({}).parse(account), password_hash: '(redacted)' },
  };
  expect(await askAgent('PUT', path, { headers, body: redacted })).toMatchObject({
    status: 422,
    body: { findings: [{ pointer: '/account/password_hash' }] },
  });
  const changed = { ...whole, limits: { ...z.looseObject({}).parse(limits), max_cron_jobs: 4 } };
  expect(await askAgent('PUT', path, { headers: { ...headers, ...WAIT }, body: changed })).toMatchObject({
    status: 200,
  });
  expect(await readSetFile('agann', 'limits')).toMatchObject({ max_cron_jobs: 4 });
});

test('a dry run answers the plan and the revision to match, and writes nothing', async () => {
  const before = await desiredRevision('agann');
  const dry = await askAgent('PATCH', '/v1/users/agann?dry_run=true', {
    body: { domains: { alias_domains: ['shop.agann.example'] } },
  });
  expect(dry).toMatchObject({ status: 200, body: { dry_run: true, if_match: before } });
  expect(JSON.stringify(dry.body)).toContain('shop.agann.example');
  expect(await desiredRevision('agann')).toBe(before);
});

test('a patch that makes the set invalid is answered with findings, and nothing is written', async () => {
  const before = await desiredRevision('agann');
  const refused = await askAgent('PATCH', '/v1/users/agann', {
    body: { limits: { disk_quota_mb: -1, disk_quota: 5 } },
  });
  expect(refused).toMatchObject({
    status: 422,
    body: {
      findings: expect.arrayContaining([
        expect.objectContaining({
          file: 'limits.json',
          pointer: '/disk_quota_mb',
          request_pointer: '/limits/disk_quota_mb',
        }),
        expect.objectContaining({ pointer: '/disk_quota', remedy: 'did you mean disk_quota_mb?' }),
      ]),
    },
  });
  expect(await desiredRevision('agann')).toBe(before);
});

test('names, keys and apps are put and taken one by one', async () => {
  expect((await askAgent('PUT', '/v1/users/agann/domains/shop.agann.example', { body: {} })).status).toBe(
    202,
  );
  expect(
    (await askAgent('PUT', '/v1/users/agann/domains/other.example', { body: { kind: 'addon' } })).status,
  ).toBe(202);
  expect(await readSetFile('agann', 'domains')).toMatchObject({
    subdomains: [{ subdomain: 'shop', parent: 'agann.example' }],
    addon_domains: [{ domain: 'other.example', docroot: '/home/agann/domains/other.example/public_html' }],
  });
  expect((await askAgent('DELETE', '/v1/users/agann/domains/other.example')).status).toBe(202);
  expect((await askAgent('DELETE', '/v1/users/agann/domains/other.example')).status).toBe(404);
  expect((await askAgent('DELETE', '/v1/users/agann/domains/agann.example')).status).toBe(422);

  const { stdout: line } = await sandbox.run([
    'sh',
    '-c',
    'ssh-keygen -q -t ed25519 -N "" -C laptop -f /tmp/agkey && cat /tmp/agkey.pub',
  ]);
  const { stdout: shown } = await sandbox.run(['ssh-keygen', '-l', '-f', '/tmp/agkey.pub']);
  const fingerprint = encodeURIComponent(shown.split(' ')[1] ?? '');
  const key = line.trim();
  expect((await askAgent('PUT', `/v1/users/agann/keys/${fingerprint}`, { body: { key } })).status).toBe(202);
  expect(await readSetFile('agann', 'ssh')).toMatchObject({ authorized_keys: [key] });
  expect((await askAgent('DELETE', `/v1/users/agann/keys/${fingerprint}`)).status).toBe(202);

  const app = { root: '/home/agann/domains', start_command: 'sleep infinity', port: 4310, status: 'stopped' };
  expect((await askAgent('PUT', '/v1/users/agann/apps/api', { body: app })).status).toBe(202);
  expect(await askAgent('PUT', '/v1/users/agann/apps/api', { body: { ...app, port: 'x' } })).toMatchObject({
    status: 422,
    body: { findings: [{ request_pointer: '/port' }] },
  });
  expect((await askAgent('DELETE', '/v1/users/agann/apps/api', { headers: WAIT })).status).toBe(200);
});

test('a cron job is put, changed and taken', async () => {
  const job = { schedule: '@daily', command: 'php cron.php' };
  const at = '/v1/users/agann/jobs/backup';
  expect((await askAgent('PUT', at, { headers: WAIT, body: job })).status).toBe(200);
  expect((await askAgent('PUT', at, { body: { ...job, status: 'suspended' } })).status).toBe(202);
  expect(await readSetFile('agann', 'services')).toMatchObject({
    cron: { jobs: [{ name: 'backup', ...job, status: 'suspended' }] },
  });
  const wrong = { ...job, schedule: '61 * * * *' };
  expect(await askAgent('PUT', at, { body: wrong })).toMatchObject({
    status: 422,
    body: { findings: [{ request_pointer: '/schedule' }] },
  });
  expect((await askAgent('DELETE', at, { headers: WAIT })).status).toBe(200);
});

test('databases, their users and FTP accounts are put and taken one by one', async () => {
  const at = '/v1/users/agann';
  const user = {
    password_hash: '*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4',
    databases: { agann_shop: 'read_write' },
  };
  expect((await askAgent('PUT', `${at}/databases/agann_shop`, { body: {} })).status).toBe(202);
  expect((await askAgent('PUT', `${at}/database-users/agann_wp`, { body: user })).status).toBe(202);
  expect(await readSetFile('agann', 'services')).toMatchObject({
    mariadb: { enabled: true, databases: [{ name: 'agann_shop' }], users: [{ name: 'agann_wp', ...user }] },
  });
  const config = await askAgent('GET', `${at}/config`);
  expect(JSON.stringify(config)).toContain('agann_wp');
  expect(JSON.stringify(config)).not.toContain(user.password_hash);
  expect(await askAgent('PUT', `${at}/databases/other_shop`, { body: {} })).toMatchObject({
    status: 422,
    body: { findings: [{ request_pointer: '/name' }] },
  });
  expect((await askAgent('DELETE', `${at}/databases/agann_shop`)).status).toBe(202);
  expect((await askAgent('DELETE', `${at}/database-users/agann_none`)).status).toBe(404);
  expect(await readSetFile('agann', 'services')).toMatchObject({
    mariadb: { databases: [], users: [{ name: 'agann_wp', databases: {} }] },
  });

  const login = {
    password_hash: `$6$saltsalt$${'a'.repeat(86)}`,
    directory: '/home/agann/domains',
  };
  expect((await askAgent('PUT', `${at}/ftp-accounts/agann_dev`, { body: login })).status).toBe(202);
  expect(await readSetFile('agann', 'services')).toMatchObject({
    ftp: { accounts: [{ name: 'agann_dev', ...login }] },
  });
  expect((await askAgent('DELETE', `${at}/ftp-accounts/agann_dev`)).status).toBe(202);
  expect((await askAgent('DELETE', `${at}/database-users/agann_wp`)).status).toBe(202);
  // A caller does not wait for its whole time for what only a person can change.
  const php = (version: string) => ({ headers: WAIT, body: { services: { php: { version } } } });
  expect(await askAgent('PATCH', at, php('5.6'))).toMatchObject({ status: 409 });
  // MariaDB does not run here, and what follows is to be applied.
  const without = { headers: WAIT, body: { services: { mariadb: null, php: { version: PHP } } } };
  expect((await askAgent('PATCH', at, without)).status).toBe(200);
});

test('suspending, a password and unsuspending are in force when they are answered', async () => {
  expect((await askAgent('POST', '/v1/users/agann/suspend', { headers: WAIT })).status).toBe(200);
  expect((await sandbox.run(['getent', 'shadow', 'agann'])).stdout).toMatch(/^agann:!/);
  const password = 'correct horse battery';
  expect((await askAgent('POST', '/v1/users/agann/password', { body: { password } })).status).toBe(202);
  expect((await askAgent('POST', '/v1/users/agann/unsuspend', { headers: WAIT })).status).toBe(200);
  expect((await sandbox.run(['getent', 'shadow', 'agann'])).stdout).toMatch(/^agann:\$y\$/);
  expect(await askAgent('GET', '/v1/users/agann/stats')).toMatchObject({ status: 200 });
});

test('suspending works while the files of the account are refused', async () => {
  const file = '/etc/jopanel/users/agann/account.json';
  const whole = await sandbox.readFile(file);
  await sandbox.writeFile(file, whole.replace(',', ''), { mode: '0600' });
  const suspended = await askAgent('POST', '/v1/users/agann/suspend', { headers: WAIT });
  expect(suspended).toMatchObject({ status: 200, body: { applied: true, changed: [] } });
  expect((await request('agann.example', '/')).status).toBe(503);
  await sandbox.writeFile(file, whole, { mode: '0600' });
  await sandbox.waitFor('the order to be in the file', async () =>
    (await sandbox.readFile(file)).includes('"suspended"'),
  );
  const back = await askAgent('POST', '/v1/users/agann/unsuspend', { headers: WAIT });
  expect(back).toMatchObject({ status: 200, body: { applied: true } });
});

test('the journal names the caller by the kernel, and the actor that it states beside that', async () => {
  const { value } = await jopanelJson(['events', 'agann', '--last', '200']);
  const { stdout } = await sandbox.run(['id', '--user', 'panel']);
  expect(JSON.stringify(value)).toContain(`"caller":"panel"`);
  expect(JSON.stringify(value)).toContain(`"uid":${stdout.trim()}`);
});

test('a user outside of the group cannot connect', async () => {
  await expect(askAgent('GET', '/v1/status', { user: 'outsider' })).rejects.toThrow();
});

test('an account is retired with its name, and not without', async () => {
  await askAgent('POST', '/v1/users', { headers: WAIT, body: newUser('agbob') });
  expect((await askAgent('DELETE', '/v1/users/agbob', { body: { confirm: 'other' } })).status).toBe(422);
  expect(await askAgent('DELETE', '/v1/users/agbob', { body: { confirm: 'agbob' } })).toMatchObject({
    status: 200,
    body: { retired: true },
  });
  expect((await askAgent('PATCH', '/v1/users/agbob', { body: { limits: {} } })).status).toBe(404);
});

test.each([
  ['no JSON', 'PATCH', '/v1/users/agann', '{"limits": ', 400],
  ['a list', 'PATCH', '/v1/users/agann', '[]', 400],
  ['an unknown part', 'PATCH', '/v1/users/agann', '{"limit": {}}', 422],
  ['an unknown user', 'PATCH', '/v1/users/agnobody', '{"limits": {}}', 404],
  ['a name that is a path', 'PATCH', '/v1/users/..%2f..%2fetc', '{"limits": {}}', 404],
  ['another uid', 'PATCH', '/v1/users/agann', '{"account": {"uid": 0}}', 422],
  ['another home', 'PATCH', '/v1/users/agann', '{"account": {"home_dir": "/root"}}', 422],
  ['a shell that is none', 'PATCH', '/v1/users/agann', '{"account": {"shell": "/tmp/x"}}', 422],
  ['a name of the host', 'POST', '/v1/users', JSON.stringify(newUser('panel')), 409],
  ['a given uid', 'POST', '/v1/users', JSON.stringify({ ...newUser('agcat'), account: { uid: 12 } }), 422],
  [
    'a home elsewhere',
    'POST',
    '/v1/users',
    JSON.stringify({ ...newUser('agcat'), account: { home_dir: '/etc/x' } }),
    422,
  ],
  ['a purge', 'POST', '/v1/users/agann/purge', '{}', 404],
])('%s is refused with a problem document', async (_, method, path, body, status) => {
  const refused = await askAgent(method, path, { body });
  expect(refused).toMatchObject({
    status,
    body: { status, title: expect.any(String), remedy: expect.any(String) },
  });
  expect(refused.type).toBe('application/problem+json');
});

test('a body over the limit and another content type are refused', async () => {
  const large = await askAgent('PATCH', '/v1/users/agann', {
    headers: { Expect: '' },
    body: JSON.stringify({ meta: { notes: 'x'.repeat(1024 * 1024) } }),
  });
  expect(large.status).toBe(413);
  const typed = await askAgent('PATCH', '/v1/users/agann', {
    headers: { 'Content-Type': 'text/plain' },
    body: '{}',
  });
  expect(typed.status).toBe(415);
});

test('a backend that waits over a restart of the daemon is answered, and goes on by asking again', async () => {
  // The daemon leaves the set alone until it is restarted.
  await sandbox.writeFile(CONFIG, JSON.stringify({ quiet_ms: 60_000, max_wait_ms: 600_000 }));
  await stopDaemon();
  await startDaemon();
  const patch = { headers: WAIT, body: { limits: { disk_quota_mb: 700 } } };
  const waiting = askAgent('PATCH', '/v1/users/agann', patch);
  await sandbox.waitFor('the file to be written', async () => {
    return (await readSetFile('agann', 'limits')).disk_quota_mb === 700;
  });
  await sandbox.run(['rm', '--', CONFIG]);
  await sandbox.run(['systemctl', 'restart', 'jopaneld']);
  expect(await waiting).toMatchObject({
    status: 202,
    body: { changed: expect.arrayContaining(['limits.json']), applied: null },
  });
  expect(await askAgent('PATCH', '/v1/users/agann', patch)).toMatchObject({
    status: 200,
    body: { changed: [], applied: true },
  });
});
