// What a plan makes of V1's rows: who is written, who is held back and why, and that nothing is silently lost.

import { expect, test } from 'vitest';
import { z } from 'zod';
import { asBytes, textsOf } from '../../migrate-v1/plan/account-files.ts';
import type { Kind } from '../../migrate-v1/plan/finding.ts';
import { asFirstPlanned } from '../../migrate-v1/plan/first-planned.ts';
import { planAll } from '../../migrate-v1/plan/plan.ts';
import type { HostSurvey, PlanChoices } from '../../migrate-v1/plan/plan-context.ts';
import { sourceOf } from '../../migrate-v1/rows/source.ts';
import { checkSet } from '../../src/model/check-set.ts';
import { linuxUser } from '../host/accounts-snapshot.ts';
import { choices, survey } from './host-survey.ts';
import { AWKWARD_NAMES, FINE_NAMES, PANEL_HASH, type Row, SKIPPED_NAMES, v1Database } from './v1-database.ts';

const HOST = survey(
  [
    linuxUser('adopted', 12_345),
    linuxUser('lowuid', 1500),
    linuxUser('otherhome', 12_346, { home: '/srv/otherhome' }),
  ],
  { homes: new Map([['/home/squat', { uid: 12_347, gid: 12_347 }]]) },
);

function plan(usual = 3, more: { host?: Partial<HostSurvey>; choose?: Partial<PlanChoices> } = {}) {
  const tables = v1Database(usual);
  return planAll(sourceOf(tables, 4), { ...HOST, ...more.host }, choices(more.choose));
}

function entry(planned: ReturnType<typeof plan>, username: string) {
  const found = planned.accounts.find((account) => account.username === username);
  if (found === undefined) throw new Error(`no ${username} in the plan`);
  return found;
}

function file(planned: ReturnType<typeof plan>, username: string, name: string) {
  return planned.files[username]?.[name];
}

/** The kinds that hold an account back. */
function blocks(planned: ReturnType<typeof plan>, username: string): Kind[] {
  return entry(planned, username)
    .findings.filter(({ blocks }) => blocks)
    .map(({ kind }) => kind);
}

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

const AnyFiles = z.record(z.string(), z.looseObject({}));

/** A planned set under another name and of a later time. */
function accountNamed(username: string, files: Readonly<Record<string, object>>) {
  const renamed = JSON.stringify(files)
    .replaceAll('usual0001"', `${username}"`)
    .replaceAll('/home/usual0001', `/home/${username}`)
    .replace('2021-03-01', '2026-01-01')
    .replaceAll('12348', '30000');
  return checkedAccount(username, AnyFiles.parse(JSON.parse(renamed)));
}

function checkedAccount(username: string, files: Readonly<Record<string, object>> | undefined) {
  const checked = checkSet(username, asBytes(textsOf(new Map(Object.entries(files ?? {})))), HOST.facts);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.account;
}

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

test('a set that is there is recognised when it says the same, and never planned over when it does not', () => {
  const { hasset } = plan().files;
  const there = checkedAccount('hasset', hasset);
  const sets = new Map([['hasset', there]]);
  expect(entry(plan(3, { host: { sets } }), 'hasset')).toMatchObject({
    state: 'write',
    revision: there.revision,
  });
  const { accounts } = survey([linuxUser('hasset', there.account.uid)]);
  const again = plan(3, { host: { accounts, sets } });
  expect(entry(again, 'hasset').linux_user).toBe('adopt');
  const asFirst = asFirstPlanned(again.accounts, plan(), sets);
  expect(asFirst.find(({ username }) => username === 'hasset')).toMatchObject({ linux_user: 'make' });
  const limits = { ...hasset?.['limits.json'], disk_quota_mb: 1 };
  const edited = checkedAccount('hasset', { ...hasset, 'limits.json': limits });
  const differing = entry(plan(3, { host: { sets: new Map([['hasset', edited]]) } }), 'hasset');
  expect(differing.state).toBe('held');
  expect(differing.findings.map(({ what }) => what).join()).toContain(
    'says otherwise: limits.json /disk_quota_mb',
  );
  expect(entry(plan(3, { host: { sets: new Map([['hasset', undefined]]) } }), 'hasset').state).toBe('held');
});

test('what V1 does not know may be changed in a set that is there, and the set is recognised', () => {
  const files = plan().files.idn ?? {};
  const {
    'account.json': account,
    'limits.json': limits,
    'services.json': services,
    'domains.json': domains,
  } = files;
  const edited = checkedAccount('idn', {
    ...files,
    'account.json': {
      ...account,
      shell: '/bin/sh',
      updated_at: '2026-03-04T05:06:07Z',
      password_hash: PANEL_HASH,
    },
    'limits.json': { ...limits, max_cron_jobs: 1 },
    'services.json': { ...services, cron: { enabled: false } },
    'domains.json': { ...domains, alias_domains: ['www.xn--mnze-0ra.example', 'm.xn--mnze-0ra.example'] },
  });
  const sets = new Map([['idn', edited]]);
  expect(entry(plan(3, { host: { sets } }), 'idn')).toMatchObject({
    state: 'write',
    revision: edited.revision,
  });
  const more = checkedAccount('idn', {
    ...files,
    'domains.json': { ...domains, alias_domains: ['other.example'] },
  });
  expect(blocks(plan(3, { host: { sets: new Map([['idn', more]]) } }), 'idn')).toEqual(['exists']);
});

const ODD_TIMES = [null, '0000-00-00 00:00:00', '2023-00-12 00:00:00', '2023-02-31 10:00:00', 'soon', ''];

test.each(ODD_TIMES)('a row made at %j gives the same set whenever it is planned', (created_at) => {
  const tables = v1Database(3);
  const odd = { ...tables, users: tables.users.map((row): Row => ({ ...row, created_at })) };
  const planned = planAll(sourceOf(odd, 4), HOST, choices());
  expect(planAll(sourceOf(odd, 4), HOST, choices())).toEqual(planned);
  const own = checkedAccount('usual0001', planned.files.usual0001);
  const sets = new Map([['usual0001', own]]);
  const again = planAll(sourceOf(odd, 4), { ...HOST, sets }, choices());
  expect(entry(again, 'usual0001')).toMatchObject({ state: 'write', revision: own.revision });
  const [first, second] = ['usual0001', 'usual0002'].map(
    (name) => checkedAccount(name, planned.files[name]).account.created_at,
  );
  expect(Date.parse(first ?? '')).toBeLessThan(Date.parse(second ?? ''));
});

test('a set that an earlier version wrote with the time of its plan is recognised', () => {
  const tables = v1Database(3);
  const odd = { ...tables, users: tables.users.map((row): Row => ({ ...row, created_at: null })) };
  const files = planAll(sourceOf(odd, 4), HOST, choices()).files.usual0001 ?? {};
  const account = { ...files['account.json'], created_at: '2026-01-02T03:04:05+01:00' };
  const sets = new Map([['usual0001', checkedAccount('usual0001', { ...files, 'account.json': account })]]);
  expect(blocks(planAll(sourceOf(odd, 4), { ...HOST, sets }, choices()), 'usual0001')).toEqual([]);
});

test('of two rows of the same time the lower id has the name, and the other keeps its primary domain', () => {
  const tables = v1Database(1);
  const created_at = '2022-02-02 02:02:02';
  const [usual] = tables.users;
  const domain = { ...tables.domains[0], document_root: null };
  const [low, high] = ['zlow', 'ahigh'].map(
    (username, index): Row => ({ ...usual, id: 600 + index, username, created_at }),
  );
  const domains = [
    { ...domain, user_id: 600, domain_name: 'low.example', type: 'primary' },
    { ...domain, user_id: 601, domain_name: 'shop.low.example', type: 'primary' },
  ];
  const rows = {
    ...tables,
    users: [...tables.users, low ?? {}, high ?? {}],
    domains: [...tables.domains, ...domains],
  };
  const planned = planAll(sourceOf(rows, 0), HOST, choices());
  expect(entry(planned, 'zlow').state).toBe('write');
  expect(blocks(planned, 'ahigh')).toEqual(['contested']);
  const [contested] = entry(planned, 'ahigh').findings;
  expect(contested?.what).toContain('zlow');
  expect(contested?.proposal).not.toMatch(/remove it here/);
});

test('a number that is too large is a fault of its row, and names table, id, column and value', () => {
  const tables = v1Database(3);
  const packages = tables.packages.map(
    (row): Row => (row.id === 1 ? { ...row, bandwidth_mb: '9223372036854775807' } : row),
  );
  const planned = planAll(sourceOf({ ...tables, packages }, 0), HOST, choices());
  const ofPackage = planned.general.find(({ kind }) => kind === 'unreadable');
  expect(ofPackage?.subject).toBe('packages 1 "Starter"');
  expect(ofPackage?.what).toContain('bandwidth_mb is 9223372036854775807');
  expect(entry(planned, 'usual0002').state).toBe('write');
  const held = entry(planned, 'usual0001');
  expect(held.findings.filter(({ blocks }) => blocks)).toMatchObject([
    { kind: 'package', subject: 'packages 1 "Starter"' },
  ]);
  const accept = new Set(['package']);
  const taken = planAll(sourceOf({ ...tables, packages }, 0), HOST, choices({ accept }));
  expect(file(taken, 'usual0001', 'limits.json')).toMatchObject({
    bandwidth_quota_mb: 102_400,
    max_databases: 10,
  });
  expect(entry(taken, 'usual0001').findings.find(({ accepted }) => accepted)?.proposal).toBe(
    'use the limits of the template starter',
  );
});

test('a limit that limits.json cannot hold is a fault of the package, by row and column', () => {
  const tables = v1Database(3);
  const packages = tables.packages.map((row): Row => (row.id === 1 ? { ...row, max_ftp: -1 } : row));
  const planned = planAll(sourceOf({ ...tables, packages }, 0), HOST, choices());
  const said = planned.general.map(({ subject, what }) => `${subject}: ${what}`);
  expect(said).toContainEqual(expect.stringMatching(/^packages 1 "Starter": max_ftp is -1/));
  expect(blocks(planned, 'usual0001')).toEqual(['package']);
});

test('large numbers that fit are read, as the server prints them', () => {
  const tables = v1Database(3);
  const packages = tables.packages.map(
    (row): Row => ({ ...row, id: String(row.id), disk_quota_mb: '4096.00' }),
  );
  const users = tables.users.map((row): Row => ({ ...row, id: String(row.id) }));
  const planned = planAll(sourceOf({ ...tables, packages, users }, 0), HOST, choices());
  expect(file(planned, 'usual0001', 'limits.json')).toMatchObject({ disk_quota_mb: 4096 });
});

test('a zero date means that a user is not deleted', () => {
  const tables = v1Database(3);
  const users = tables.users.map((row): Row => ({ ...row, deleted_at: '0000-00-00 00:00:00' }));
  const planned = planAll(sourceOf({ ...tables, users }, 0), HOST, choices());
  expect(entry(planned, 'usual0001').state).toBe('write');
});

test('one fault is one finding', () => {
  const tables = v1Database(3);
  const only = (domain: Row) => ({
    ...tables,
    domains: [
      ...tables.domains.filter(({ user_id }) => user_id !== 1),
      { ...tables.domains[0], user_id: 1, ...domain },
    ],
  });
  for (const domain of [
    { domain_name: null },
    { type: null },
    { domain_name: '192.0.2.1' },
    { domain_name: "x'; DROP TABLE users" },
  ])
    expect([domain, blocks(planAll(sourceOf(only(domain), 0), HOST, choices()), 'usual0001')]).toHaveProperty(
      '1.length',
      1,
    );
});

test('an account of jopanel that the panel knows by its login only is no matter of the migration', () => {
  const tables = v1Database(1);
  const own = { ...tables.users[0], id: 700, username: 'newer', package_id: null, email: null };
  const sets = new Map([['newer', accountNamed('newer', { ...plan().files.usual0001 })]]);
  const planned = planAll(
    sourceOf({ ...tables, users: [...tables.users, own] }, 0),
    { ...HOST, sets },
    choices(),
  );
  expect(entry(planned, 'newer')).toMatchObject({
    state: 'skipped',
    findings: [{ kind: 'exists', blocks: false }],
  });
});

test('with passwords, the hash of the panel becomes that of Linux, where crypt knows it', () => {
  const tables = v1Database(2);
  const users = tables.users.map(
    (row): Row => (row.id === 2 ? { ...row, password_hash: '$1$old$md5' } : row),
  );
  const planned = planAll(sourceOf({ ...tables, users }, 0), HOST, choices({ withPasswords: true }));
  expect(file(planned, 'usual0001', 'account.json')).toHaveProperty('password_hash', users[0]?.password_hash);
  expect(file(planned, 'usual0002', 'account.json')).not.toHaveProperty('password_hash');
  expect(entry(planned, 'usual0002').findings.map(({ kind }) => kind)).toContain('password');
  for (const { findings } of planned.accounts) expect(JSON.stringify(findings)).not.toContain('$1$old');
});

test('what is not carried over is a note, and holds no account back', () => {
  const kinds = (username: string) =>
    entry(plan(), username).findings.map(({ kind, subject }) => [kind, subject]);
  expect(kinds('extraftp')).toEqual([['ftp', '"extraftp_dev"']]);
  expect(kinds('sslsite')).toEqual([['certificate', 'sslsite.example']]);
  expect(kinds('resel')).toEqual([['panel_role', 'role reseller']]);
  const certificates = new Set(['sslsite.example']);
  expect(entry(plan(1, { host: { certificates } }), 'sslsite').findings).toEqual([]);
});

test('what belongs to no account is a general note: rows without a user, mail limits, zeros', () => {
  const { general } = plan();
  const said = general.map(({ subject, what }) => `${subject} ${what}`).join('\n');
  for (const words of ['nobodys.example', 'max_emails 10', 'bandwidth_mb, max_ftp is 0', 'Größer & mehr'])
    expect(said).toContain(words);
  expect(general.every(({ blocks }) => !blocks)).toBe(true);
});

test('proposed names are free, fit, and are promised once', () => {
  const tables = v1Database(1);
  const extra = ['Anna', 'ÄNNA', 'anna', 'a.n.n.a', '1', 'Root', 'Joko_The_Very_Long_Name'].map(
    (username, index): Row => ({ ...tables.users[0], id: 500 + index, username }),
  );
  const planned = planAll(sourceOf({ ...tables, users: [...tables.users, ...extra] }, 0), HOST, choices());
  const proposals = extra
    .filter(({ username }) => username !== 'anna')
    .map(({ username }) => {
      const { proposal } =
        entry(planned, String(username)).findings.find(({ kind }) => kind === 'username') ?? {};
      return /rename it to (\S+)/.exec(proposal ?? '')?.[1];
    });
  expect(proposals).toEqual(['anna2', 'anna3', 'anna4', 'user', 'root2', 'jokotheverylongn']);
});

test('a user with more domains than a file can hold is held back with a proposal', () => {
  const tables = v1Database(1);
  const many = Array.from(
    { length: 30_000 },
    (_, index): Row => ({
      ...tables.domains[0],
      domain_name: `many${index}.example`,
      type: 'addon',
      document_root: null,
    }),
  );
  const packages = tables.packages.map((row): Row => ({ ...row, max_domains: 0 }));
  const planned = planAll(
    sourceOf({ ...tables, packages, domains: [...tables.domains, ...many] }, 0),
    HOST,
    choices(),
  );
  const [held] = entry(planned, 'usual0001').findings.filter(({ kind }) => kind === 'refused');
  expect(held).toMatchObject({
    subject: 'domains.json',
    what: expect.stringContaining('make the file larger'),
  });
  expect(held?.proposal).toContain('divide the domains among several users');
});
