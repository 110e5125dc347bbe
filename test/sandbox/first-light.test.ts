// One real account from six files to a served page, with the daemon running as its service.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountSet, PHP } from './account-set.ts';
import { forgetAccounts } from './forget-accounts.ts';
import {
  desiredRevision,
  dropAccount,
  dropFiles,
  editAccount,
  journal,
  readSetFile,
  request,
  runDaemon,
  sandbox,
  startDaemon,
  stopDaemon,
  waitApplied,
} from './harness.ts';

/** Of the account below with the PHP of Debian 12. */
const CONTRACT_REVISION = 'sha256:7728600517b0a58e7e8d958fcba9e2b926ad4bf2b9051191dce82ad207caec58';
const USERS = ['joko', 'alpha', 'beta', 'gamma', 'broken', 'rooted', 'renamed', 'partial'];

beforeAll(async () => {
  await dropAccount('joko', {
    account: { uid: 12010, gid: 12010, primary_domain: 'example.com', contact_email: 'owner@example.com' },
    domains: {
      primary: 'example.com',
      addon_domains: [{ domain: 'addon.com', docroot: '/home/joko/domains/addon.com/public_html' }],
      subdomains: [
        { subdomain: 'app', parent: 'example.com', docroot: '/home/joko/domains/example.com/subdomains/app' },
      ],
      alias_domains: ['www.example.com'],
    },
  });
  await startDaemon();
  await waitApplied('joko');
});

afterAll(async () => {
  await stopDaemon();
  await forgetAccounts(USERS);
});

test('the revision in meta.json is the one of the contract, and nothing else in it changed', async () => {
  const meta = await readSetFile('joko', 'meta');
  const revision = PHP === '8.2' ? CONTRACT_REVISION : await desiredRevision('joko');
  expect(meta).toEqual({ ...accountSet('joko').meta, last_applied_revision: revision });
});

test('the user, the group and the home are as the contract says', async () => {
  expect((await sandbox.run(['getent', 'passwd', 'joko'])).stdout.trim()).toBe(
    'joko:x:12010:12010:JoPanel joko:/home/joko:/bin/bash',
  );
  expect((await sandbox.run(['getent', 'group', 'joko'])).stdout.trim()).toBe('joko:x:12010:');
  const home = await sandbox.run(['stat', '--format=%U:%G %a', '/home/joko']);
  expect(home.stdout.trim()).toBe('root:joko 750');
  const acl = await sandbox.run(['getfacl', '--omit-header', '--absolute-names', '/home/joko']);
  expect(acl.stdout.split('\n')).toContain('user:www-data:--x');
  expect(
    (await sandbox.run(['grep', '-c', '^joko:', '/etc/subuid'], { allowFailure: true })).stdout.trim(),
  ).toBe('0');
});

test('nginx serves each document root under each of its names, and PHP runs as the account', async () => {
  const roots = {
    'example.com': '/home/joko/domains/example.com/public_html',
    'www.example.com': '/home/joko/domains/example.com/public_html',
    'addon.com': '/home/joko/domains/addon.com/public_html',
    'app.example.com': '/home/joko/domains/example.com/subdomains/app',
  };
  for (const [name, root] of Object.entries(roots)) {
    await sandbox.run(['tee', `${root}/index.html`], { user: 'joko', input: `page in ${root}\n` });
    await sandbox.run(['tee', `${root}/whoami.php`], {
      user: 'joko',
      input: '<?php echo posix_geteuid(), " ", __DIR__;',
    });
    expect(await request(name)).toMatchObject({ status: 200, body: `page in ${root}\n` });
    expect(await request(name, '/whoami.php')).toMatchObject({ status: 200, body: `12010 ${root}` });
  }
});

test('a name that no account has gets no answer of an account', async () => {
  const { body } = await request('nobody.example');
  expect(body).not.toContain('page in');
});

test('an alias that is added answers without a restart of anything', async () => {
  const before = await sandbox.run([
    'systemctl',
    'show',
    '--property=MainPID',
    'nginx',
    `php${PHP}-fpm`,
    'ssh',
  ]);
  await editAccount('joko', 'domains', (domains) => ({
    ...domains,
    alias_domains: ['www.example.com', 'shop.example.com'],
  }));
  await waitApplied('joko');
  expect(await request('shop.example.com')).toMatchObject({ status: 200 });
  const after = await sandbox.run([
    'systemctl',
    'show',
    '--property=MainPID',
    'nginx',
    `php${PHP}-fpm`,
    'ssh',
  ]);
  expect(after.stdout).toBe(before.stdout);
});

test('accounts that change together cost no reload of a shared PHP-FPM', async () => {
  await stopDaemon();
  for (const username of ['alpha', 'beta', 'gamma']) await dropAccount(username);
  const reloads = async () =>
    Number(
      (
        await sandbox.run(['grep', '-c', 'Reloading in progress', `/var/log/php${PHP}-fpm.log`], {
          allowFailure: true,
        })
      ).stdout,
    );
  const before = await reloads();
  const { exitCode } = await runDaemon('--once');
  expect(exitCode).toBe(0);
  expect((await reloads()) - before).toBe(0);
  for (const username of ['alpha', 'beta', 'gamma']) {
    expect((await readSetFile(username, 'meta')).last_applied_revision).toBe(await desiredRevision(username));
  }
});

test('a plan changes nothing and says by its exit code whether there is something to do', async () => {
  await dropAccount('alpha', { account: { shell: '/bin/sh' } });
  const plan = await runDaemon('--dry-run');
  expect(plan.exitCode).toBe(2);
  expect(plan.stdout).toContain('/bin/sh');
  expect((await sandbox.run(['getent', 'passwd', 'alpha'])).stdout).toContain(':/bin/bash');
  expect((await runDaemon('--once')).exitCode).toBe(0);
  expect((await sandbox.run(['getent', 'passwd', 'alpha'])).stdout).toContain(':/bin/sh');
  expect(await runDaemon('--dry-run')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('No changes.'),
  });
});

test('a second pass over what is in place has no effect at all', async () => {
  const traces = async () =>
    (
      await sandbox.run([
        'stat',
        '--format=%n %y %Z %i',
        '/etc/passwd',
        '/etc/nginx/jopanel/beta.conf',
        '/etc/nginx/conf.d/jopanel.conf',
        '/etc/ssh/sshd_config.d/60-jopanel.conf',
        '/var/lib/jopanel/php/beta.json',
        '/home/beta',
        '/etc/jopanel/users/beta/meta.json',
      ])
    ).stdout + (await sandbox.run(['stat', '--format=%s', '/var/lib/jopanel/journal.db'])).stdout;
  const before = await traces();
  expect((await runDaemon('--once')).exitCode).toBe(0);
  expect(await traces()).toBe(before);
});

test('what a hand took away on the host comes back when the daemon starts', async () => {
  await sandbox.run(['rm', '/etc/nginx/jopanel/beta.conf']);
  await sandbox.run(['usermod', '--shell', '/bin/sh', 'beta']);
  await sandbox.run(['userdel', 'gamma']);
  await sandbox.run(['setfacl', '--remove-all', '/home/beta']);
  await sandbox.run(['nginx', '-s', 'reload']);
  await sandbox.waitFor('beta to be gone', async () => (await request('beta.example')).status !== 403);
  await startDaemon();
  await sandbox.waitFor('gamma to be back', async () => {
    const { exitCode } = await sandbox.run(['getent', 'passwd', 'gamma'], { allowFailure: true });
    return exitCode === 0;
  });
  await sandbox.waitFor('beta to be served', async () => (await request('beta.example')).status === 403);
  expect((await sandbox.run(['getent', 'passwd', 'beta'])).stdout).toContain(':/bin/bash');
  expect((await sandbox.run(['getfacl', '/home/beta'])).stdout).toContain('user:www-data:--x');
});

test.for([
  ['broken', 'broken JSON', { 'account.json': '{ "schema_version": 1,,' }, 'account.json'],
  ['partial', 'a missing file', { 'limits.json': undefined }, 'limits.json'],
  ['renamed', 'a wrong username', { 'account.json': { username: 'other' } }, 'username'],
  ['rooted', 'a uid of 0', { 'account.json': { uid: 0 } }, 'uid'],
] as const)(
  '%s: a set with %s is refused alone, with file and reason',
  async ([username, , change, named]) => {
    const set = accountSet(username);
    const files: Record<string, string> = {};
    for (const [name, content] of Object.entries(set)) {
      const file = `${name}.json`;
      const changed: unknown = Object.entries(change).find(([key]) => key === file)?.[1];
      if (file in change && changed === undefined) continue;
      files[file] =
        typeof changed === 'string' ? changed : JSON.stringify(Object.assign({}, content, changed));
    }
    await dropFiles(username, files);
    await editAccount('beta', 'account', (account) => ({ ...account, package: `beside-${username}` }));
    await waitApplied('beta');
    await sandbox.waitFor(`${username} to be refused`, async () =>
      (await journal()).includes(`"account":"${username}"`),
    );
    const refusal =
      (await journal()).split('\n').find((line) => line.includes(`"account":"${username}"`)) ?? '';
    expect(refusal).toContain('set refused');
    expect(refusal).toContain(named);
    const passwd = await sandbox.run(['getent', 'passwd', username], { allowFailure: true });
    expect(passwd.exitCode).toBe(2);
    expect((await sandbox.run(['ls', '/etc/nginx/jopanel'])).stdout).not.toContain(username);
  },
);
