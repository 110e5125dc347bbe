// The operator's own lines for the sites of one account: tested like everything else, and a fault of that account alone.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { converge } from './converge.ts';
import { forgetAccounts } from './forget-accounts.ts';
import { dropAccount, editAccount, request, sandbox } from './harness.ts';
import { resourceState } from './resource-state.ts';

const USERS = ['snipone', 'sniptwo'];
const FOLDER = '/etc/jopanel/overrides/snipone/nginx';
const HEADERS = 'add_header X-Operator "first" always;\n';

const headerOf = async (name: string) => (await request(name)).headers.get('x-operator');

beforeAll(async () => {
  for (const username of USERS) await dropAccount(username);
  await converge();
});

beforeEach(async () => {
  await sandbox.run(['rm', '--recursive', '--force', '/etc/jopanel/overrides']);
  await sandbox.writeFile(`${FOLDER}/headers.conf`, HEADERS);
  await sandbox.run(['chmod', '--recursive', 'g-w', '/etc/jopanel/overrides']);
  await converge();
  expect(await headerOf('snipone.example')).toBe('first');
});

afterAll(async () => {
  await sandbox.run(['rm', '--recursive', '--force', '/etc/jopanel/overrides']);
  await forgetAccounts(USERS);
});

test('are part of every site of the account, and of no other account’s', async () => {
  await editAccount('snipone', 'domains', (domains) => ({
    ...domains,
    addon_domains: [{ domain: 'snipone-shop.example.com', docroot: '/home/snipone/domains/shop' }],
  }));
  await converge();
  expect(await headerOf('snipone-shop.example.com')).toBe('first');
  expect(await headerOf('sniptwo.example')).toBeUndefined();
});

test('are read again each time, without a report of drift', async () => {
  await sandbox.writeFile(`${FOLDER}/headers.conf`, HEADERS.replace('first', 'second'));
  expect(await headerOf('snipone.example')).toBe('first');
  expect(await converge()).not.toContain('changed by another hand');
  expect(await headerOf('snipone.example')).toBe('second');
  await sandbox.run(['rm', `${FOLDER}/headers.conf`]);
  expect(await converge()).not.toContain('changed by another hand');
  expect(await headerOf('snipone.example')).toBeUndefined();
});

test('that nginx refuses quarantine their account alone, and leave the last good ones in force', async () => {
  await sandbox.writeFile(`${FOLDER}/broken.conf`, 'no_such_directive on;\n');
  await editAccount('sniptwo', 'domains', (domains) => ({
    ...domains,
    alias_domains: ['new.sniptwo.example'],
  }));
  const log = await converge(1);
  expect(log).toMatch(
    /"account":"snipone".*unknown directive \\"\(redacted\)\\" in \/etc\/jopanel\/overrides\/snipone\/nginx\/broken\.conf:1/,
  );
  expect((await resourceState('snipone', 'nginx-vhost')).state).toBe('quarantined');
  expect((await request('new.sniptwo.example')).status).toBe(403);
  expect(await headerOf('snipone.example')).toBe('first');
  // Also over a restart of nginx, which reads what lies there.
  await sandbox.run(['systemctl', 'restart', 'nginx']);
  expect(await headerOf('snipone.example')).toBe('first');

  await sandbox.run(['rm', `${FOLDER}/broken.conf`]);
  await converge();
  expect((await resourceState('snipone', 'nginx-vhost')).state).toBe('in_sync');
});

test.each([
  [
    'ends the server block',
    '}\nserver {\n    listen 80;\n    server_name sniptwo.example;\n    return 418;\n',
  ],
  ['leaves a block open', 'location /x {\n'],
])('that %s are refused', async (_, text) => {
  await sandbox.writeFile(`${FOLDER}/escape.conf`, text);
  await converge(1);
  expect((await request('sniptwo.example')).status).not.toBe(418);
  expect(await headerOf('snipone.example')).toBe('first');
});

test.each<[string, string[]]>([
  ['belong to another user', ['chown', 'snipone', `${FOLDER}/other.conf`]],
  ['can be written by others', ['chmod', '0666', `${FOLDER}/other.conf`]],
  ['are a link', ['ln', '--symbolic', '--force', '/etc/nginx/mime.types', `${FOLDER}/other.conf`]],
])('that %s are not used, and the status says so', async (_, spoil) => {
  await sandbox.writeFile(`${FOLDER}/other.conf`, 'add_header X-Other "yes" always;\n');
  await sandbox.run(spoil);
  await converge();
  const { headers } = await request('snipone.example');
  expect([headers.get('x-operator'), headers.get('x-other')]).toEqual(['first', undefined]);
  expect((await resourceState('snipone', 'nginx-vhost')).message).toContain(
    `${FOLDER}/other.conf is not used`,
  );
});

test('cannot answer for an account that is suspended', async () => {
  await sandbox.writeFile(`${FOLDER}/location.conf`, 'location /open { return 200 "open"; }\n');
  await converge();
  expect((await request('snipone.example', '/open')).status).toBe(200);
  const set = (status: string) => editAccount('snipone', 'account', (account) => ({ ...account, status }));
  await set('suspended');
  await converge();
  expect((await request('snipone.example', '/open')).status).toBe(503);
  await set('active');
  await converge();
  expect((await request('snipone.example', '/open')).status).toBe(200);
});
