// What is planned about databases, from what the set says and what the server has.

import { expect, test } from 'vitest';
import { desiredMariaDb } from '../../../controllers/mariadb/desired.ts';
import type { ObservedMariaDb } from '../../../controllers/mariadb/observe.ts';
import { planMariaDb } from '../../../controllers/mariadb/plan.ts';
import type { FoundDatabaseUser } from '../../../src/host/mariadb.ts';
import type { Target } from '../../../src/model/target.ts';
import { sampleAccount } from '../sample-account.ts';

const HASH = `*${'6C8989366E'.repeat(4)}`;
const MB = 1024 * 1024;
const account = sampleAccount('anna', {
  limits: { database_quota_mb: 10 },
  services: {
    php: { enabled: false, version: '8.2', fpm_pool: 'jopanel-anna', open_basedir: ['/home/anna'] },
    mariadb: {
      enabled: true,
      databases: [{ name: 'anna_a' }],
      users: [{ name: 'anna_w', password_hash: HASH, databases: { anna_a: 'read_write' } }],
    },
  },
});
const OWNED = ['mariadb:anna', 'database:anna_a', 'database-user:anna', 'database-user:anna_w'];

function user(login: FoundDatabaseUser['login'], more: Partial<FoundDatabaseUser> = {}): FoundDatabaseUser {
  return {
    login,
    isLocked: false,
    isConnected: false,
    grants: new Map([['anna\\_a', 'read_write']]),
    hasOtherRights: false,
    ...more,
  };
}

interface Found {
  readonly databases?: Readonly<Record<string, number | undefined>>;
  readonly users?: Readonly<Record<string, FoundDatabaseUser>>;
  readonly isMarked?: boolean;
}

const own = user({ via: 'socket' });
const further = user({ via: 'password', hash: HASH });

function server({ databases = { anna_a: MB }, isMarked = true, users }: Found = {}): ObservedMariaDb {
  const found = Object.entries(databases).map(([name, bytes]) => [name, { isMarked, bytes }] as const);
  return {
    state: 'up',
    isReadOnly: false,
    databases: new Map(found),
    users: new Map(Object.entries(users ?? { anna: own, anna_w: further })),
  };
}

function planned(
  observed: ObservedMariaDb,
  owned: readonly string[] = OWNED,
  lifecycle: Target['lifecycle'] = 'active',
) {
  const desired = desiredMariaDb({ account, lifecycle }, { archiveDir: '/archive' });
  const { actions, blocked, unavailable, note, recheckAfterMs } = planMariaDb('anna', desired, observed, {
    owns: (item) => owned.includes(item),
  });
  return { items: actions.map(({ item }) => item), actions, blocked, unavailable, note, recheckAfterMs };
}

test('what is as the set says needs nothing', () => {
  expect(planned(server())).toMatchObject({ items: [], blocked: undefined, unavailable: undefined });
});

test('a database of another hand is a conflict, is given to no user, and holds up no other step', () => {
  const foreign = server({ isMarked: false, users: {} });
  const plan = planned(foreign, []);
  expect(plan.blocked).toMatchObject({
    reason: 'Conflict',
    message: expect.stringContaining("jopanel user adopt-database anna 'anna_a'"),
  });
  expect(plan.items).toEqual(['database-users']);
  expect(JSON.stringify(plan.actions)).not.toContain('database:anna_a');
});

test('a database with the mark of the account is taken over without a statement', () => {
  const plan = planned(server(), ['mariadb:anna', 'database-user:anna', 'database-user:anna_w']);
  expect(plan.items).toEqual(['databases']);
  expect(plan.actions[0]).toMatchObject({ owns: ['mariadb:anna', 'database:anna_a'] });
});

test.each([
  ['the login of the set and no more rights', further, undefined],
  ['another password', user({ via: 'password', hash: `*${'0'.repeat(40)}` }), 'Conflict'],
  [
    'a right on a database of others',
    user(further.login, { grants: new Map([['b', 'read_only']]) }),
    'Conflict',
  ],
  ['a right on the server', user(further.login, { hasOtherRights: true }), 'Conflict'],
] as const)('a user that is there already, with %s', (_, there, reason) => {
  const plan = planned(server({ users: { anna: own, anna_w: there } }), OWNED.slice(0, 3));
  expect(plan.blocked?.reason).toBe(reason);
});

test('an account that has nothing there is not asked about, and one that has is retried while the server is down', () => {
  expect(planned({ state: 'unneeded' }).items).toEqual([]);
  expect(planned({ state: 'down', why: 'it is down' }).blocked).toEqual({
    reason: 'Unavailable',
    message: 'it is down',
  });
  expect(planned({ state: 'absent', why: 'install it' })).toMatchObject({
    unavailable: 'install it',
    blocked: undefined,
  });
});

test('a server that copies another is not written to', () => {
  const copying = { ...server({ databases: {} }), isReadOnly: true };
  expect(planned(copying)).toMatchObject({ items: [], blocked: { reason: 'Unavailable' } });
});

test('at the quota rights to add are taken, and given back below nine tenths of it', () => {
  const frozen = (login: FoundDatabaseUser['login']) =>
    user(login, { grants: new Map([['anna\\_a', 'frozen']]) });
  const limited = { anna: frozen(own.login), anna_w: frozen(further.login) };
  const items = (megabytes: number, users?: Found['users']) =>
    planned(server({ databases: { anna_a: megabytes * MB }, ...(users && { users }) })).items;
  expect(items(9.99)).toEqual([]);
  expect(items(10)).toEqual(['database-quota']);
  expect(items(10, limited)).toEqual([]);
  expect(items(9.5, limited)).toEqual([]);
  expect(items(8.9, limited)).toEqual(['database-quota']);
  const unknown = { anna_a: undefined };
  expect(planned(server({ databases: unknown })).items).toEqual([]);
  expect(planned(server({ databases: unknown, users: limited })).items).toEqual([]);
  expect(planned(server({ databases: { anna_a: 11 * MB } }))).toMatchObject({
    unavailable: expect.stringContaining('11 MB of 10 MB'),
    recheckAfterMs: [15_000],
  });
});

test('a database that left the set is reported with its size, and nothing of it is lost', () => {
  const plan = planned(server({ databases: { anna_a: MB, anna_old: 3_400_000 } }), [
    ...OWNED,
    'database:anna_old',
  ]);
  expect(plan.note).toContain('anna_old with 4 MB');
  expect(plan.actions).toEqual([]);
});

test('only a purge drops, each database after its dump, and what the inventory names alone', () => {
  for (const lifecycle of ['suspended', 'retired'] as const) {
    const plan = planned(server(), OWNED, lifecycle);
    expect(plan.items).toEqual(['database-users']);
    expect(plan.actions.some(({ destructive }) => destructive)).toBe(false);
  }
  const purge = planned(server({ databases: { anna_a: MB, anna_other: MB } }), OWNED, 'purged');
  expect(purge.actions.map(({ item, destructive }) => [item, destructive])).toEqual([
    ['database:anna_a', true],
    ['database-users', true],
  ]);
});
