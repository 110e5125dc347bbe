// What becomes of V1's databases, their users and further FTP logins, by what MariaDB and /etc/shadow know of them.

import { expect, test } from 'vitest';
import { NO_PASSWORD } from '../../migrate-v1/plan/plan-ftp-accounts.ts';
import { planV1 } from '../../migrate-v1/plan/plan-v1.ts';
import { sourceOf } from '../../migrate-v1/rows/source.ts';
import { adoptDatabases } from '../../migrate-v1/sets/adopt-databases.ts';
import type { FoundDatabaseUser, FoundMariaDb } from '../../src/host/mariadb.ts';
import { bench } from '../controllers/conformance.ts';
import { linuxUser } from '../host/accounts-snapshot.ts';
import { choices, survey } from './host-survey.ts';
import { blocks, entry, file, HOST, plan } from './plan-sample.ts';
import { savedPlan } from './planned.ts';
import { v1Database } from './v1-database.ts';

const HASH = `*${'6C8989366E'.repeat(4)}`;
const USER = 'extraftp';
const byPassword: FoundDatabaseUser = {
  login: { via: 'password', hash: HASH },
  isLocked: false,
  isConnected: false,
  // As a panel makes it: `_` is a pattern there, and the right to grant is given along.
  grants: new Map([['extraftp_shop', 'other']]),
  hasOtherRights: false,
};

function server(users: Readonly<Record<string, FoundDatabaseUser>>): FoundMariaDb {
  return {
    state: 'up',
    isReadOnly: false,
    databases: new Map([['extraftp_shop', '']]),
    users: new Map(Object.entries(users)),
  };
}

function planned(mariadb: FoundMariaDb, accept: readonly string[] = []) {
  return plan(3, { host: { mariadb }, choose: { accept: new Set(accept) } });
}

function notes(of: ReturnType<typeof plan>, kind: string) {
  return entry(of, USER)
    .findings.filter((each) => each.kind === kind)
    .map(({ subject, what }) => `${subject}: ${what}`);
}

test('a database and its user are in the set, with the hash that MariaDB has', () => {
  const all = planned(server({ extraftp_shop: byPassword }));
  expect(file(all, USER, 'services.json')).toMatchObject({
    mariadb: {
      enabled: true,
      databases: [{ name: 'extraftp_shop' }],
      users: [{ name: 'extraftp_shop', password_hash: HASH, databases: { extraftp_shop: 'read_write' } }],
    },
  });
  expect(JSON.stringify(all.accounts)).not.toContain(HASH);
  expect(notes(all, 'database')).toEqual([]);
});

test.each<[string, Readonly<Record<string, FoundDatabaseUser>>]>([
  ['is not there', {}],
  ['has rights on the whole server', { extraftp_shop: { ...byPassword, hasOtherRights: true } }],
  [
    'reaches a database of another',
    { extraftp_shop: { ...byPassword, grants: new Map([['usual0001_x', 'read_write']]) } },
  ],
  ['logs in in another way', { extraftp_shop: { ...byPassword, login: undefined } }],
])('a database user that %s is left as it is, and the database is in the set', (_, users) => {
  const all = planned(server(users));
  expect(file(all, USER, 'services.json')).toMatchObject({
    mariadb: { databases: [{ name: 'extraftp_shop' }], users: [] },
  });
  expect(notes(all, 'database')).toEqual(['"extraftp_shop" in MariaDB: this login is not in the set']);
});

test('an account whose own name logs in by a password is held back, or has its databases left out', () => {
  const found = server({ extraftp: byPassword, extraftp_shop: byPassword });
  expect(blocks(planned(found), USER)).toEqual(['database']);
  const accepted = planned(found, ['database']);
  expect(entry(accepted, USER).state).toBe('write');
  expect(file(accepted, USER, 'services.json')).not.toHaveProperty('mariadb');
});

test('a database whose name does not begin with the username stays where it is, and the plan says so', () => {
  const found = entry(plan(), 'usual0001').findings.filter(({ kind }) => kind === 'database');
  expect(found).toMatchObject([{ blocks: false, subject: '"1_wp"' }]);
  expect(file(plan(), 'usual0001', 'services.json')).not.toHaveProperty('mariadb');
});

test('a further FTP login has the password of its Linux user, or lets nobody in until it is given one', () => {
  expect(file(plan(), USER, 'services.json')).toMatchObject({
    ftp: {
      enabled: true,
      accounts: [{ name: 'extraftp_dev', password_hash: NO_PASSWORD, directory: '/home/extraftp/dev' }],
    },
  });
  expect(notes(plan(), 'ftp')).toContain(
    'extraftp_dev: this FTP login lets nobody in until it has a new password',
  );
  const hash = `$6$salt$${'a'.repeat(86)}`;
  const { accounts } = survey([linuxUser('extraftp_dev', 12_399, { password: hash })]);
  const known = plan(3, { host: { accounts } });
  expect(file(known, USER, 'services.json')).toMatchObject({ ftp: { accounts: [{ password_hash: hash }] } });
  expect(notes(known, 'ftp').join()).not.toContain('new password');
});

test('more databases than the package allows hold an account back until the limit is raised for it', () => {
  const { databases, ...tables } = v1Database(3);
  const [row] = databases.filter(({ db_name }) => db_name === 'extraftp_shop');
  const many = Array.from({ length: 21 }, (_, at) => ({ ...row, db_name: `extraftp_${at}`, db_user: null }));
  const planOf = (accept: readonly string[]) =>
    planV1(sourceOf({ ...tables, databases: many }, 0), HOST, choices({ accept: new Set(accept) }));
  expect(blocks(planOf([]), USER)).toEqual(['limits']);
  expect(file(planOf(['limits']), USER, 'limits.json')).toMatchObject({ max_databases: 21 });
});

test('the databases that a plan names and the server has are marked, and no others', async () => {
  const on = bench();
  const { databases } = on.machine.mariadb;
  databases.clear();
  for (const name of ['extraftp_shop', 'extraftp_other', 'usual0001_x'])
    databases.set(name, { comment: '', rows: 'kept', bytes: 0 });
  const saved = savedPlan([], { mariadb: server({ extraftp_shop: byPassword }) });
  expect(await adoptDatabases(saved, on.host.mariadb)).toBeUndefined();
  expect([...databases].map(([name, { comment }]) => [name, comment])).toEqual([
    ['extraftp_shop', 'JoPanel extraftp'],
    ['extraftp_other', ''],
    ['usual0001_x', ''],
  ]);
});
