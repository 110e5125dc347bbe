// Verification: a set that is as V1 says has no difference, and any one change to either side is one.

import { expect, test } from 'vitest';
import type { AcceptedChange } from '../../migrate-v1/plan/accepted-change.ts';
import { asBytes, textsOf } from '../../migrate-v1/plan/account-files.ts';
import { ACCEPTABLE } from '../../migrate-v1/plan/migration-finding.ts';
import type { V1Domain, V1Package, V1User } from '../../migrate-v1/rows/rows.ts';
import { compareHost, type HostView } from '../../migrate-v1/verify/compare-host.ts';
import { compareRow } from '../../migrate-v1/verify/compare-row.ts';
import type { Account } from '../../src/model/account.ts';
import { checkSet } from '../../src/model/check-set.ts';
import { SOURCE, savedPlan } from './planned.ts';

const plan = savedPlan();

function accountOf(username: string, files = plan.files[username]): Account {
  const checked = checkSet(username, asBytes(textsOf(new Map(Object.entries(files ?? {})))), undefined);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.account;
}

interface Changes {
  readonly user?: Partial<V1User>;
  readonly pack?: Partial<V1Package>;
  readonly domains?: (rows: readonly V1Domain[]) => readonly V1Domain[];
  readonly accepted?: readonly AcceptedChange[];
}

function differences(
  username: string,
  { user = {}, pack = {}, domains = (rows) => rows, accepted = [] }: Changes = {},
  files = plan.files[username],
) {
  const row = SOURCE.users.find((each) => each.username === username);
  if (row === undefined) throw new Error(`no row ${username}`);
  const ownPack = SOURCE.packages.find(({ id }) => id === row.package_id);
  return compareRow({
    user: { ...row, ...user },
    rows: {
      domains: domains(SOURCE.domains.filter(({ user_id }) => user_id === row.id)),
      databases: SOURCE.databases.filter(({ user_id }) => user_id === row.id),
      ftpAccounts: SOURCE.ftp_accounts.filter(({ user_id }) => user_id === row.id),
      pack: ownPack && { ...ownPack, ...pack },
    },
    account: accountOf(username, files),
    changes: accepted,
    zone: 'UTC',
  });
}

test('what was written as planned has no difference', () => {
  for (const username of Object.keys(plan.files)) expect(differences(username), username).toEqual([]);
  expect(Object.keys(plan.files).length).toBeGreaterThan(8);
});

const addon = (rows: readonly V1Domain[], change: Partial<V1Domain>) =>
  rows.map((row) => (row.type === 'addon' ? { ...row, ...change } : row));

test.each<[string, Changes, string[]]>([
  ['the status', { user: { status: 'suspended' } }, ['the status is not what V1 says']],
  ['the address', { user: { email: 'other@example.com' } }, ['the address is not what V1 says']],
  ['the time', { user: { created_at: '2020-01-01 00:00:00' } }, ['the time of creation is not what V1 says']],
  ['a quota', { pack: { disk_quota_mb: 7 } }, ['the disk quota is not what V1 says']],
  [
    'databases',
    { pack: { max_databases: 7 } },
    ['the limit of databases is not what V1 says', 'the limit of database users is not what V1 says'],
  ],
  [
    'a document root',
    { domains: (rows) => addon(rows, { document_root: '/home/usual0001/other' }) },
    ['the document root of usual0001-shop.example is not what V1 says'],
  ],
  [
    'the type',
    { domains: (rows) => addon(rows, { type: 'alias', document_root: null }) },
    ['the type of usual0001-shop.example is not what V1 says'],
  ],
  [
    'a PHP version',
    { domains: (rows) => addon(rows, { php_version: '7.4' }) },
    ['the PHP version of usual0001-shop.example is not what V1 says'],
  ],
  [
    'a domain more',
    { domains: ([row, ...rest]) => (row ? [{ ...row, domain_name: 'more.example' }, row, ...rest] : []) },
    ['more.example is not what V1 says'],
  ],
  [
    'a domain less',
    { domains: (rows) => rows.filter(({ type }) => type !== 'addon') },
    ['usual0001-shop.example is served, and V1 does not know it'],
  ],
])('a difference of %s is found', (_, changes, expected) => {
  expect(differences('usual0001', changes)).toEqual(expected);
});

test('a set must say exactly what was proposed and accepted for its account', () => {
  const user = { email: 'x' };
  const right: AcceptedChange = { field: 'contact_email', value: 'owner@1.example.com' };
  const wrong: AcceptedChange = { field: 'contact_email', value: 'webmaster@usual0001.example' };
  expect(differences('usual0001', { user, accepted: [right] })).toEqual([]);
  expect(differences('usual0001', { user, accepted: [wrong] })).toEqual([
    'the address is not what was proposed and accepted',
  ]);
});

test('every kind of accepted proposal is compared with what it proposed', () => {
  const accept = ACCEPTABLE;
  const login = { via: 'password', hash: `*${'0'.repeat(40)}` } as const;
  const panelUser = { login, isLocked: false, isConnected: false, grants: new Map(), hasOtherRights: false };
  const { accounts, files } = savedPlan([...accept], {
    mariadb: {
      state: 'up',
      isReadOnly: false,
      databases: new Map(),
      users: new Map([['extraftp', panelUser]]),
    },
  });
  const mended = accounts.filter(({ findings }) => findings.some(({ accepted }) => accepted));
  const kinds = new Set(
    mended.flatMap(({ findings }) => findings.filter(({ accepted }) => accepted)).map(({ kind }) => kind),
  );
  expect([...kinds].sort()).toEqual([...accept].sort());
  for (const { username, findings, state } of mended.filter(({ state }) => state === 'write')) {
    const accepted = findings.flatMap(({ changes }) => changes);
    expect([username, state, differences(username, { accepted }, files[username])]).toEqual([
      username,
      'write',
      [],
    ]);
    // The very same set, had the operator accepted nothing for this account.
    expect([username, differences(username, {}, files[username])]).not.toEqual([username, []]);
    // A later edit of the field that was accepted to differ.
    for (const change of accepted)
      expect([
        username,
        change.field,
        differences(username, { accepted: [another(change)] }, files[username]),
      ]).not.toEqual([username, change.field, []]);
  }
});

/** A proposal that the set does not follow. */
function another(change: AcceptedChange): AcceptedChange {
  if (change.field === 'type') return { ...change, value: change.value === 'addon' ? 'primary' : 'addon' };
  if ('value' in change && typeof change.value === 'number') return { ...change, value: change.value + 1 };
  if (change.field === 'limits') return { ...change, value: { ...change.value, disk_quota_mb: 1 } };
  if (change.field === 'status' || change.field === 'mariadb')
    return { field: 'contact_email', value: 'other@example.com' };
  return { ...change, value: `${change.value}1` };
}

const ACCOUNT = accountOf('usual0001');
const { uid, gid, home_dir: home, shell } = ACCOUNT.account;
const ENTRY = { name: 'usual0001', uid, gid, home, shell };
const IN_FORCE = { phase: 'applied', applied: ACCOUNT.revision };

function view(more: Partial<HostView> = {}): HostView {
  return {
    users: new Map([['usual0001', ENTRY]]),
    groups: new Map(),
    recorded: new Map([['usual0001', IN_FORCE]]),
    open: new Map(),
    ...more,
  };
}

test.each<[string, Partial<HostView>, string]>([
  ['no user', { users: new Map() }, 'there is no Linux user of this name'],
  [
    'another uid',
    { users: new Map([['usual0001', { ...ENTRY, uid: 4711 }]]) },
    'the uid of the Linux user is 4711',
  ],
  ['another group', { groups: new Map([['usual0001', ['sudo']]]) }, 'is in the group sudo'],
  ['nothing recorded', { recorded: new Map() }, 'it is not known to the daemon, not in force'],
  [
    'another revision',
    { recorded: new Map([['usual0001', { phase: 'failed', applied: null }]]) },
    'it is failed, not in force',
  ],
  ['held', { recorded: new Map([['usual0001', { ...IN_FORCE, phase: 'held' }]]) }, 'it is held'],
  ['work to do', { open: new Map([['usual0001', ['write the vhost']]]) }, 'still to do: write the vhost'],
])('the host is found out with %s', (_, more, expected) => {
  expect(compareHost(ACCOUNT, view())).toEqual([]);
  const found = compareHost(ACCOUNT, view(more));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(expected);
});
