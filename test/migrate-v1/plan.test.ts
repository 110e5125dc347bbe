// What a plan makes of V1's rows: which accounts are written, which are held back and why, and that nothing is silently lost.

import { expect, test } from 'vitest';
import { asBytes, textsOf } from '../../migrate-v1/plan/account-files.ts';
import { rootsOf } from '../../migrate-v1/plan/htaccess.ts';
import type { Kind } from '../../migrate-v1/plan/migration-finding.ts';
import { planV1 } from '../../migrate-v1/plan/plan-v1.ts';
import { checkSet } from '../../src/model/check-set.ts';
import { linuxUser } from '../host/accounts-snapshot.ts';
import { choices, survey } from './host-survey.ts';
import { accountNamed, blocks, entry, file, HOST, plan } from './plan-sample.ts';
import { SOURCE } from './planned.ts';
import { AWKWARD_NAMES, FINE_NAMES, SKIPPED_NAMES } from './v1-database.ts';

const EXPECTED: Readonly<Record<string, readonly Kind[]>> = {
  Bad_Name: ['username'],
  twoprimary: ['primary'],
  noprimary: ['primary'],
  nodomain: ['primary'],
  outside: ['docroot'],
  flatroot: ['docroot'],
  mixedphp: ['php'],
  orphansub: ['subdomain'],
  ownalias: ['alias'],
  nopack: ['package'],
  badmail: ['email'],
  toomany: ['limits'],
  waiting: ['pending'],
  rival: ['contested'],
  lowuid: ['linux_user'],
  otherhome: ['linux_user'],
  squat: ['home'],
  parked: ['unreadable'],
  '"><script>': ['username'],
};

test('every awkward case is held back for its own reason and with a proposal, and the rest is written', () => {
  const planned = plan();
  for (const [username, kinds] of Object.entries(EXPECTED)) {
    expect(blocks(planned, username), username).toEqual(kinds);
    expect(entry(planned, username).state).toBe('held');
    for (const { what, why, proposal } of entry(planned, username).findings)
      for (const words of [what, why, proposal]) expect(words, username).not.toBe('');
  }
  const held = AWKWARD_NAMES.filter((name) => name !== 'hasset');
  expect(Object.keys(EXPECTED).sort()).toEqual([...held].sort());
  for (const name of SKIPPED_NAMES) expect(entry(planned, name).state).toBe('skipped');
  for (const name of [...FINE_NAMES, 'usual0001', 'usual0003', 'hasset'])
    expect(blocks(planned, name), name).toEqual([]);
  expect(planned.accounts.filter(({ state }) => state === 'write')).toHaveLength(3 + FINE_NAMES.length + 1);
});

test('a usual account becomes the set that V1 describes', () => {
  const planned = plan();
  expect(file(planned, 'usual0001', 'account.json')).toMatchObject({
    username: 'usual0001',
    uid: 12_348,
    primary_domain: 'usual0001.example',
    status: 'active',
    created_at: '2021-03-01T10:20:30+00:00',
    package: 'Starter',
    contact_email: 'owner@1.example.com',
  });
  expect(file(planned, 'usual0001', 'account.json')).not.toHaveProperty('password_hash');
  expect(file(planned, 'usual0001', 'domains.json')).toMatchObject({
    primary: 'usual0001.example',
    addon_domains: [
      {
        domain: 'usual0001-shop.example',
        docroot: '/home/usual0001/domains/usual0001-shop.example/public_html',
      },
    ],
    subdomains: [{ subdomain: 'blog', parent: 'usual0001.example', docroot: '/home/usual0001/blog' }],
    alias_domains: ['usual0001-alias.example', 'www.usual0001.example'],
  });
  expect(file(planned, 'usual0001', 'limits.json')).toMatchObject({
    disk_quota_mb: 0,
    bandwidth_quota_mb: 50_000,
    max_addon_domains: 3,
    max_databases: 5,
    max_db_users: 5,
    max_ftp_accounts: 2,
    max_cron_jobs: 20,
  });
  expect(file(planned, 'usual0001', 'services.json')).toMatchObject({ ftp: { enabled: true } });
  expect(file(planned, 'usual0002', 'services.json')).toMatchObject({ ftp: { enabled: false } });
  expect(file(planned, 'usual0002', 'account.json')).toMatchObject({ package: 'Grosser mehr' });
  expect(file(planned, 'idn', 'domains.json')).toMatchObject({ primary: 'xn--mnze-0ra.example' });
  expect(file(planned, 'resel', 'domains.json')).toMatchObject({ alias_domains: ['www.resel.example'] });
  expect(file(planned, 'suspd', 'account.json')).toMatchObject({ status: 'suspended' });
  expect(file(planned, 'usual0001', 'meta.json')).toMatchObject({
    notes: 'From the V1 panel, users.id 1.',
    audit: { last_action: 'migrate_v1' },
  });
});

test('a document root with a file for Apache is named, and holds nothing back', () => {
  const roots = rootsOf(SOURCE, choices().template);
  const plain = planV1(SOURCE, survey(), choices());
  const planned = planV1(
    SOURCE,
    survey([], { htaccess: new Set(roots.map(({ home, path }) => `${home}/${path}`)) }),
    choices(),
  );
  expect(planned.files).toEqual(plain.files);
  const notes = planned.accounts.flatMap(({ findings }) =>
    findings.filter(({ kind }) => kind === 'htaccess'),
  );
  expect(notes.length).toBeGreaterThan(1);
  expect(notes[0]).toMatchObject({
    blocks: false,
    subject: expect.stringMatching(/^\/home\/.*\/\.htaccess$/),
  });
  expect(
    rootsOf(
      { ...SOURCE, domains: SOURCE.domains.map((row) => ({ ...row, document_root: '/etc/../root' })) },
      choices().template,
    ).map(({ path }) => path),
  ).not.toContain('../../root');
});

test('the daemon accepts every planned set, and the plan has its revision', () => {
  const planned = plan(20);
  const written = planned.accounts.filter(({ state }) => state === 'write');
  expect(written.length).toBeGreaterThan(20);
  for (const { username, revision } of written) {
    const files = new Map(Object.entries(planned.files[username] ?? {}));
    const checked = checkSet(username, asBytes(textsOf(files)), HOST.facts);
    expect(checked).toMatchObject({ ok: true, account: { revision } });
  }
  expect(Object.keys(planned.files).sort()).toEqual(written.map(({ username }) => username).sort());
});

test('a Linux user that fits is adopted with its own uid; no uid is given twice', () => {
  const planned = plan(50, {
    host: { knownIds: [12_400], uidOwner: (uid) => (uid === 12_402 ? 'past' : undefined) },
  });
  expect(entry(planned, 'adopted')).toMatchObject({ linux_user: 'adopt', uid: 12_345, gid: 12_345 });
  const uids = planned.accounts.flatMap(({ uid }) => (uid === null ? [] : [uid]));
  expect(new Set(uids).size).toBe(uids.length);
  expect(Math.min(...uids.filter((uid) => uid !== 12_345))).toBe(12_401);
  expect(uids).not.toContain(12_402);
});

test.each([
  ['group', { groups: [['adopted', 999]] }, 'its primary group is 12345'],
  ['shell', { shell: '/opt/strange' }, 'is not in /etc/shells'],
  ['member', { members: ['friend'] }, 'friend in its group'],
])('a Linux user is not adopted with another %s', (_, odd, what) => {
  const user = linuxUser('adopted', 12_345, 'shell' in odd ? { shell: odd.shell } : {});
  const host = survey([user]);
  const gid = 'groups' in odd ? 999 : 12_345;
  const members = 'members' in odd ? (odd.members ?? []) : [];
  const accounts = { ...host.accounts, groups: new Map([['adopted', { name: 'adopted', gid, members }]]) };
  const { findings, state } = entry(plan(1, { host: { accounts } }), 'adopted');
  expect(state).toBe('held');
  expect(findings.map((finding) => finding.what).join()).toContain(what);
});

test('accepted proposals are taken and stay in the report; what no proposal mends stays held back', () => {
  const accept = new Set([
    'primary',
    'docroot',
    'subdomain',
    'alias',
    'php',
    'package',
    'limits',
    'email',
    'pending',
  ]);
  const planned = plan(3, { choose: { accept } });
  const mended = [
    'twoprimary',
    'noprimary',
    'outside',
    'flatroot',
    'mixedphp',
    'orphansub',
    'ownalias',
    'nopack',
    'badmail',
    'toomany',
    'waiting',
  ];
  for (const name of mended) {
    expect(blocks(planned, name), name).toEqual([]);
    expect(
      entry(planned, name).findings.some(({ accepted }) => accepted),
      name,
    ).toBe(true);
  }
  for (const name of ['Bad_Name', 'nodomain', 'rival', 'lowuid', 'squat', 'parked'])
    expect(entry(planned, name).state, name).toBe('held');
  expect(file(planned, 'twoprimary', 'domains.json')).toMatchObject({
    primary: 'twoprimary.example',
    addon_domains: [{ domain: 'aaa-twoprimary.example', docroot: '/home/twoprimary/aaa' }],
  });
  expect(file(planned, 'noprimary', 'domains.json')).toMatchObject({ primary: 'noprimary.example' });
  expect(file(planned, 'outside', 'domains.json')).toMatchObject({
    addon_domains: [{ docroot: '/home/outside/domains/outside-www.example/public_html' }],
  });
  expect(file(planned, 'orphansub', 'domains.json')).toMatchObject({
    addon_domains: [{ domain: 'blog.elsewhere.example', docroot: '/home/orphansub/blog' }],
    subdomains: [],
  });
  expect(file(planned, 'ownalias', 'domains.json')).toMatchObject({
    addon_domains: [{ domain: 'ownalias-two.example', docroot: '/home/ownalias/two' }],
  });
  expect(file(planned, 'waiting', 'account.json')).toMatchObject({ status: 'suspended' });
  expect(file(planned, 'badmail', 'account.json')).toMatchObject({
    contact_email: 'webmaster@badmail.example',
  });
  expect(file(planned, 'toomany', 'limits.json')).toMatchObject({ max_addon_domains: 4 });
});

test('the younger of two who want one domain is held back; one that is there already always wins', () => {
  const planned = plan();
  expect(entry(planned, 'usual0001').state).toBe('write');
  expect(entry(planned, 'rival').findings.find(({ kind }) => kind === 'contested')?.what).toContain(
    'usual0001',
  );
  // Made by hand in jopanel, after both of V1's.
  const sets = new Map([['newer', accountNamed('newer', { ...planned.files.usual0001 })]]);
  expect(entry(plan(3, { host: { sets } }), 'usual0001').state).toBe('held');
});
