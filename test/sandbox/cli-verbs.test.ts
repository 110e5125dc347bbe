// What an operator does every day, by commands of one step each.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeUsersFolder } from '../../sandbox/account-sets.ts';
import { PHP } from './account-set.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { readSetFile, request, sandbox, startDaemon, stopDaemon } from './harness.ts';
import { jopanel, jopanelJson, phaseOf } from './jopanel.ts';

const USERS = ['vrbann', 'vrbbob'];
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdUbD55QNV81EznaEhHiwh5dOPfAFs9l1qlBChVGPzW anna@laptop';
const FINGERPRINT = 'SHA256:hAL9wZ3596e0DvezVD5m113xyzUZVWlRieLYA1E5HrI';
const SHOP = 'vrbshop.example';

beforeAll(async () => {
  await makeUsersFolder(sandbox);
  await startDaemon();
  for (const username of USERS) await done('user', 'create', username, '--domain', `${username}.example`);
  for (const username of USERS)
    await sandbox.waitFor(`${username} to be applied`, async () => (await phaseOf(username)) === 'applied');
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(USERS);
});

/** Runs with --json, held to its schema. */
async function done(...words: readonly string[]): Promise<unknown> {
  const { exitCode, value, stderr } = await jopanelJson(words);
  expect([words.join(' '), exitCode, stderr]).toEqual([words.join(' '), 0, expect.any(String)]);
  return value;
}

function put(username: string, path: string, text: string): Promise<unknown> {
  return sandbox.run(['bash', '-c', `mkdir -p "$(dirname ${path})" && cat > ${path}`], {
    user: username,
    input: text,
  });
}

test('a domain is added, listed, moved with its files without a request that gets no answer, and removed', async () => {
  expect(await done('domain', 'add', 'vrbann', SHOP, '--wait')).toMatchObject({ applied: true });
  await put('vrbann', `/home/vrbann/domains/${SHOP}/public_html/index.html`, 'shop');
  expect((await request(SHOP)).body).toBe('shop');
  const answers: string[] = [];
  let over = false;
  const visitor = (async () => {
    while (!over) answers.push((await request(SHOP)).body);
  })();
  const moved = await done('domain', 'move', SHOP, '--to', 'vrbbob', '--with-files', '--wait');
  over = true;
  await visitor;
  expect(moved).toMatchObject({ username: 'vrbbob', applied: true });
  expect(answers.filter((body) => body !== 'shop')).toEqual([]);
  expect(
    (await sandbox.run(['stat', '--format=%U', `/home/vrbbob/domains/${SHOP}/public_html/index.html`]))
      .stdout,
  ).toBe('vrbbob\n');
  expect(await done('domain', 'list', 'vrbann')).not.toMatchObject({ domains: [{}, {}, { name: SHOP }] });
  expect(JSON.stringify(await done('domain', 'list', 'vrbbob'))).toContain(SHOP);
  expect(await done('domain', 'remove', 'vrbbob', SHOP, '--wait')).toMatchObject({ applied: true });
  expect((await jopanel(['domain', 'move', SHOP, '--to', 'vrbann'])).stderr).toContain(
    'no account has the domain',
  );
});

test('the primary domain is renamed while its files stay where they are', async () => {
  await put('vrbann', '/home/vrbann/domains/vrbann.example/public_html/index.html', 'first');
  await done('user', 'rename-domain', 'vrbann', 'vrbann.example', 'vrbnew.example', '--wait');
  expect((await request('vrbnew.example')).body).toBe('first');
  expect((await request('www.vrbnew.example')).body).toBe('first');
  await done('user', 'rename-domain', 'vrbann', 'vrbnew.example', 'vrbann.example', '--wait');
  expect((await request('vrbann.example')).body).toBe('first');
});

test('a key is added from standard input, listed and removed by its fingerprint', async () => {
  const added = await jopanelJson(['key', 'add', 'vrbann', '-', '--wait'], { input: `${KEY}\n` });
  expect(added).toMatchObject({ exitCode: 0, value: { applied: true } });
  expect(await done('key', 'list', 'vrbann')).toMatchObject({
    keys: [{ fingerprint: FINGERPRINT, type: 'ssh-ed25519', comment: 'anna@laptop' }],
  });
  expect(await sandbox.readFile('/etc/ssh/jopanel/keys/vrbann')).toContain(KEY);
  await done('key', 'remove', 'vrbann', FINGERPRINT, '--wait');
  expect(await done('key', 'list', 'vrbann')).toMatchObject({ keys: [] });
  const secret = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n';
  const refused = await jopanel(['key', 'add', 'vrbann', '-'], { input: secret });
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).not.toContain('b3BlbnNzaC1r');
});

test('a package gives its limits and services to an account that is there', async () => {
  const template = {
    schema_version: 1,
    limits: { disk_quota_mb: 777, max_addon_domains: 1 },
    services: { ftp: { enabled: false }, cron: { enabled: false } },
    ssh: {},
  };
  await sandbox.writeFile('/etc/jopanel/packages/verbs.json', JSON.stringify(template));
  await done('user', 'set-package', 'vrbann', 'verbs', '--wait');
  expect(await readSetFile('vrbann', 'account')).toMatchObject({ package: 'verbs' });
  expect(await readSetFile('vrbann', 'limits')).toMatchObject({ disk_quota_mb: 777, max_databases: 10 });
  expect(await readSetFile('vrbann', 'services')).toMatchObject({
    cron: { enabled: false },
    php: { enabled: true },
  });
});

test('files with the mode of the usual umask are taken and set right; what others could write is reported and fixed', async () => {
  const file = '/etc/jopanel/users/vrbbob/limits.json';
  const mode = async () => (await sandbox.run(['stat', '--format=%a %U', file])).stdout.trim();
  await sandbox.run([
    'bash',
    '-c',
    `umask 022; sed 's/10240/10241/' ${file} > ${file}.new && mv ${file}.new ${file}`,
  ]);
  await sandbox.waitFor('the mode to be set right', async () => (await mode()) === '600 root');
  await sandbox.waitFor('the set to be applied', async () => (await phaseOf('vrbbob')) === 'applied');
  expect(JSON.stringify(await done('events', 'vrbbob', '--last', '50'))).toContain('set.tightened');
  await sandbox.run(['chmod', '0666', file]);
  await sandbox.run(['chown', 'vrbbob', file]);
  await sandbox.waitFor('the set to be refused', async () => (await phaseOf('vrbbob')) === 'invalid');
  const validated = await jopanelJson(['validate']);
  expect(validated.exitCode).toBe(2);
  expect(JSON.stringify(validated.value)).toContain('can be written by others');
  expect(await done('fix', '--all')).toMatchObject({ fixed: [{ username: 'vrbbob' }] });
  expect(await mode()).toBe('600 root');
  await sandbox.waitFor('the set to be applied', async () => (await phaseOf('vrbbob')) === 'applied');
  expect((await jopanel(['validate'])).exitCode).toBe(0);
});

test('what can never be accepted is refused before it is written', async () => {
  const before = await sandbox.readFile('/etc/jopanel/users/vrbann/account.json');
  for (const assignment of ['account.uid=20500', 'account.home_dir=/home/other'])
    expect(await jopanel(['user', 'set', 'vrbann', assignment])).toMatchObject({ exitCode: 1 });
  expect(await sandbox.readFile('/etc/jopanel/users/vrbann/account.json')).toBe(before);
  await sandbox.run(['useradd', 'vrbtaken']);
  const taken = await jopanel(['user', 'create', 'vrbtaken', '--domain', 'vrbtaken.example']);
  expect(taken).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('that jopanel did not make') });
  await sandbox.run(['userdel', 'vrbtaken']);
});

test('the wait ends as soon as it is known that it is in vain, and says why', async () => {
  const waited = await jopanel([
    'user',
    'set',
    'vrbann',
    'services.php.version=5.6',
    '--wait',
    '--timeout',
    '600',
  ]);
  expect(waited.exitCode).toBe(1);
  expect(waited.stderr).toContain('PHP 5.6 is not installed');
  // A list of accounts, as --from waits for.
  const listed = JSON.stringify({ username: 'vrbann', primary_domain: 'vrbann.example' });
  const many = await jopanel(['user', 'create', '--from', '-', '--wait', '--timeout', '600'], {
    input: listed,
  });
  expect(many.exitCode).toBe(1);
  expect(many.stderr).toContain('PHP 5.6 is not installed');
  expect((await jopanel(['user', 'set', 'vrbann', `services.php.version=${PHP}`, '--wait'])).exitCode).toBe(
    0,
  );
});
