// What the shipped package makes of a name and a domain is a sound set.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkSet } from '../../src/model/check-set.ts';
import { DEFAULT_HOST_FACTS } from '../../src/model/host-facts.ts';
import { filesFrom, type NewAccount, PackageTemplate } from '../../src/model/package-template.ts';
import { isSetFileName } from '../../src/model/set-files.ts';

const starter = PackageTemplate.parse(
  JSON.parse(readFileSync(new URL('../../packages/starter.json', import.meta.url), 'utf8')),
);
const account: NewAccount = {
  username: 'joko',
  uid: 12010,
  gid: 12010,
  domain: 'example.com',
  email: 'owner@example.com',
  package: 'starter',
  now: '2026-01-29T10:00:00+07:00',
  actor: 'admin:root',
  php: '8.2',
  authorizedKeys: [],
  passwordHash: undefined,
};

function check(template: PackageTemplate, change: Partial<NewAccount> = {}) {
  const files = filesFrom(template, { ...account, ...change });
  const bytes = [...files].flatMap(([name, value]) =>
    isSetFileName(name) ? [[name, new TextEncoder().encode(JSON.stringify(value))] as const] : [],
  );
  return checkSet('joko', new Map(bytes), DEFAULT_HOST_FACTS);
}

test('starter is sound, and the account’s own stands in its places', () => {
  const checked = check(starter);
  expect(checked.ok && checked.account).toMatchObject({
    domains: { primary: 'example.com', alias_domains: ['www.example.com'] },
    services: { php: { version: '8.2', fpm_pool: 'jopanel-joko', open_basedir: ['/home/joko', '/tmp'] } },
    ssh: { chroot_dir: '/home/joko' },
  });
});

test('another home goes to every place that names it', () => {
  const template = { ...starter, account: { home_dir: '/srv/{username}' } };
  const files = filesFrom(template, account);
  expect(files.get('ssh.json')).toMatchObject({ chroot_dir: '/srv/joko' });
  expect(files.get('account.json')).toMatchObject({ home_dir: '/srv/joko' });
});

test('a template that makes no valid set has the problems of any other set', () => {
  const checked = check(starter, { domain: 'not a domain' });
  expect(checked.ok).toBe(false);
});
