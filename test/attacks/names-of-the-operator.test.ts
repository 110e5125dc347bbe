// An account asks for a name that the operator's own nginx answers for, and would get its visitors and certificate.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetAccounts } from '../sandbox/forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  request,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from '../sandbox/harness.ts';
import { jopanel, phaseOf } from '../sandbox/jopanel.ts';

const PANEL = '/etc/nginx/sites-enabled/panel.conf';
const ELSEWHERE = '/srv/operator/names/more.inc';
const SETTINGS = '/etc/jopanel/jopaneld.json';
const USERS = ['nameann', 'namebob'];

beforeAll(async () => {
  await sandbox.writeFile(
    PANEL,
    `server {
  listen 80; # server_name commented.example;
  server_name panel.hoster.example
    '*.ops.hoster.example';
  include /srv/operator/*/*.inc;
  return 200 "the panel";
}
`,
  );
  await sandbox.writeFile(ELSEWHERE, 'server_name webmail.hoster.example;\n');
  await sandbox.run(['systemctl', 'reload', 'nginx']);
  await sandbox.writeFile(SETTINGS, '{"reserved_names": ["kept.example"]}');
  for (const username of USERS) await dropAccount(username);
  await startDaemon();
  for (const username of USERS) await waitApplied(username);
});

afterAll(async () => {
  await stopDaemon();
  await sandbox.run(['rm', '--recursive', '--force', '--', PANEL, '/srv/operator', SETTINGS]);
  await forgetAccounts(USERS);
});

async function ask(username: string, name: string): Promise<string> {
  return editAccount(username, 'domains', (domains) => ({
    ...domains,
    alias_domains: [name],
  }));
}

test.each([
  ['its name', 'panel.hoster.example', PANEL],
  ['a name below it', 'login.panel.hoster.example', PANEL],
  ['a wildcard that catches it', '*.hoster.example', PANEL],
  ['a name that its wildcard answers', 'a.ops.hoster.example', PANEL],
  ['a name from a file that it includes', 'webmail.hoster.example', ELSEWHERE],
  ['a name that the settings reserve', 'kept.example', 'reserved_names'],
  ['a name below one that the settings reserve', 'a.b.kept.example', 'reserved_names'],
])('%s is refused: %s', async (_, name, because) => {
  await ask('nameann', name);
  await sandbox.waitFor('the set to be refused', async () => (await phaseOf('nameann')) === 'invalid');
  const { stdout } = await jopanel(['status', 'nameann']);
  expect(stdout).toContain(because);
  const { body } = await request('panel.hoster.example');
  expect(body).toBe('the panel');
  await waitApplied('nameann', await ask('nameann', 'free.example'));
});

test('a name beside those is had as ever, and one in a comment is free', async () => {
  for (const name of ['shop.hoster.example', 'hoster.example', 'commented.example'])
    await waitApplied('nameann', await ask('nameann', name));
});

test('a name that the operator takes later is the operator’s, and the rest of the account goes on', async () => {
  const taken = '/etc/nginx/sites-enabled/late.conf';
  await waitApplied('nameann', await ask('nameann', 'squatted.example'));
  await sandbox.writeFile(
    taken,
    'server { listen 80; server_name squatted.example; return 200 "the operator"; }\n',
  );
  await sandbox.run(['systemctl', 'reload', 'nginx']);
  expect(await jopanel(['apply', 'nameann'])).toMatchObject({ exitCode: 0 });
  expect((await request('squatted.example')).body).toBe('the operator');
  expect((await request('nameann.example')).body).not.toBe('the operator');
  expect((await jopanel(['status', 'nameann'])).stdout).toContain('squatted.example is not served');

  // Another edit is applied, and so is the end of the account.
  for (const status of ['suspended', 'active']) {
    const words = ['user', status === 'active' ? 'unsuspend' : 'suspend', 'nameann', '--wait'];
    expect(await jopanel(words)).toMatchObject({ exitCode: 0 });
    expect((await request('nameann.example')).status).toBe(status === 'active' ? 403 : 503);
    expect((await request('squatted.example')).body).toBe('the operator');
  }
  // No account gets it in the meantime, and it can be had again once the operator has let go of it.
  await ask('namebob', 'a.squatted.example');
  await sandbox.waitFor('the set to be refused', async () => (await phaseOf('namebob')) === 'invalid');
  await waitApplied('namebob', await ask('namebob', 'namebob2.example'));
  await sandbox.run(['rm', '--', taken]);
  await sandbox.run(['systemctl', 'reload', 'nginx']);
  expect(await jopanel(['apply', 'nameann'])).toMatchObject({ exitCode: 0 });
  expect((await request('squatted.example')).body).not.toBe('the operator');
  expect((await jopanel(['status', 'nameann'])).stdout).not.toContain('is not served');
});

test('a name that only nginx knows to be taken is refused by its own warning', async () => {
  const snippet = '/etc/jopanel/overrides/nameann/nginx/more.conf';
  await sandbox.writeFile(snippet, 'server_name late.hoster.example;\n', { mode: '0600' });
  expect((await jopanel(['apply', 'nameann'])).exitCode).toBe(0);
  const before = (await request('late.hoster.example')).body;
  await ask('namebob', 'late.hoster.example');
  await sandbox.waitFor('a quarantine', async () => (await phaseOf('namebob')) === 'quarantined');
  const { stdout } = await jopanel(['status', 'namebob']);
  expect(stdout).toContain('conflicting server name "late.hoster.example"');
  expect((await request('late.hoster.example')).body).toBe(before);
  await sandbox.run(['rm', '--recursive', '--', '/etc/jopanel/overrides/nameann']);
});
