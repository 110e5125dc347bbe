// Databases of accounts on a real MariaDB: who reaches what, and what is kept, locked, frozen and dropped.

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attempt, declare, HASH, mariadb, servicesOf, sql } from './account-databases.ts';
import { converge } from './converge.ts';
import { forgetAccounts } from './forget-accounts.ts';
import {
  dropAccount,
  editAccount,
  removeAccount,
  runDaemon,
  sandbox,
  startDaemon,
  stopDaemon,
} from './harness.ts';
import { jopanel, jopanelJson } from './jopanel.ts';
import { killMariaDb, startMariaDb, stopMariaDb } from './mariadb.ts';
import { resourceState } from './resource-state.ts';

const ACCOUNTS = ['dbjo', 'dbjo2', 'dbjox', 'dbmany'];
const OTHER_HASH = '*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4';

const DENIED = expect.stringMatching(/denied|ERROR 1044|ERROR 1142|ERROR 1045/);
const LOCKED = expect.stringMatching(/ERROR 4151/);

beforeAll(async () => {
  await startMariaDb();
  const settings = { vanish: { max_accounts: 3, max_percent: 100, purge_after_days: null } };
  await sandbox.writeFile('/etc/jopanel/jopaneld.json', JSON.stringify(settings));
  await dropAccount('dbjo', {
    services: {
      ...servicesOf('dbjo'),
      mariadb: mariadb({
        databases: ['dbjo_x', 'dbjo_%', 'dbjo_a_b'],
        users: { dbjo_wp: { dbjo_x: 'read_write', dbjo_a_b: 'read_only' } },
      }),
    },
  });
  await dropAccount('dbjo2', {
    services: { ...servicesOf('dbjo2'), mariadb: mariadb({ databases: ['dbjo2_x', 'dbjo2__'] }) },
  });
  await dropAccount('dbjox', {
    services: {
      ...servicesOf('dbjox'),
      mariadb: mariadb({ databases: ['dbjox_b'], users: { dbjox_u: {} } }),
    },
  });
  await converge();
});

afterAll(async () => {
  await stopDaemon();
  await startMariaDb();
  for (const [name = ''] of await sql("SHOW DATABASES LIKE 'db%'")) await sql(`DROP DATABASE \`${name}\``);
  for (const [user] of await sql("SELECT User FROM mysql.global_priv WHERE User LIKE 'db%'"))
    await sql(`DROP USER '${user}'@'localhost'`);
  await stopMariaDb();
  await forgetAccounts(ACCOUNTS);
  await sandbox.run([
    'rm',
    '--recursive',
    '--force',
    '/etc/jopanel/jopaneld.json',
    '/var/lib/jopanel/archive',
  ]);
});

test('the Linux user reaches its databases without a password, and no others, whatever their names', async () => {
  expect(await attempt('dbjo', 'SELECT CURRENT_USER()')).toEqual(['dbjo@localhost']);
  expect(await attempt('dbjo', 'SHOW DATABASES')).toEqual([
    'dbjo_%',
    'dbjo_a_b',
    'dbjo_x',
    'information_schema',
  ]);
  await sql(
    'CREATE TABLE dbjo2_x.t (a INT); CREATE TABLE `dbjo2__`.t (a INT); CREATE TABLE dbjox_b.t (a INT)',
  );
  expect(await attempt('dbjo', 'CREATE TABLE `dbjo_%`.t (a INT); DROP TABLE `dbjo_%`.t; SELECT 1')).toEqual([
    '1',
  ]);
  for (const other of ['dbjo2_x', 'dbjo2__', 'dbjox_b', 'mysql']) {
    expect(
      await attempt('dbjo', `SELECT COUNT(*) FROM \`${other}\`.${other === 'mysql' ? 'db' : 't'}`),
    ).toEqual(DENIED);
    expect(await attempt('dbjo', `DROP DATABASE \`${other}\``)).toEqual(DENIED);
  }
  // Names that an unescaped pattern would let in.
  for (const name of ['dbjoax', 'dbjo_y', 'dbjoaab', 'dbjo_aab'])
    expect(await attempt('dbjo', `CREATE DATABASE ${name}`)).toEqual(DENIED);
  expect(await attempt('dbjo', "GRANT SELECT ON dbjo_x.* TO 'dbjo2'@'localhost'")).toEqual(DENIED);
  expect(await attempt('dbjo', 'SELECT LOAD_FILE("/etc/hostname") IS NULL')).toEqual(['1']);
});

test('a user with a password may do in each database what the set says, from this host alone', async () => {
  expect(
    await attempt('dbjo', 'CREATE TABLE dbjo_x.t (a INT); INSERT INTO dbjo_x.t VALUES (7)', 'dbjo_wp'),
  ).toEqual([]);
  await sql('CREATE TABLE dbjo_a_b.t (a INT)');
  expect(await attempt('dbjo', 'SELECT COUNT(*) FROM dbjo_a_b.t', 'dbjo_wp')).toEqual(['0']);
  expect(await attempt('dbjo', 'INSERT INTO dbjo_a_b.t VALUES (1)', 'dbjo_wp')).toEqual(DENIED);
  expect(await attempt('dbjo', 'SELECT COUNT(*) FROM `dbjo_%`.t', 'dbjo_wp')).toEqual(DENIED);
  expect(await attempt('dbjox', 'SHOW DATABASES', 'dbjox_u')).toEqual(['information_schema']);
  expect(await sql("SELECT DISTINCT Host FROM mysql.global_priv WHERE User LIKE 'dbjo%'")).toEqual([
    ['localhost'],
  ]);
  // Nobody takes the Linux user's login by its name.
  expect(await attempt('dbjo2', 'SELECT 1', 'dbjo')).toEqual(DENIED);
});

test('explain shows the statements with the fields that they come from, and no hash', async () => {
  const { stdout } = await jopanel(['explain', 'dbjo', 'mariadb']);
  const lines = stdout.split('\n');
  const at = lines.findIndex(
    (line) => line.includes('GRANT Select, Show view') && line.includes("TO 'dbjo_wp'"),
  );
  expect(lines.slice(at + 1, at + 4).join('\n')).toContain(
    'services.json /mariadb/users/0/databases/dbjo_a_b: "read_only"',
  );
  expect(stdout).not.toContain(HASH);
});

test('what another hand made under a name of the account is a conflict until it is adopted, and all else goes on', async () => {
  await sql('CREATE DATABASE dbjo2_old; CREATE TABLE dbjo2_old.t (a INT)');
  await declare('dbjo2', { databases: ['dbjo2_x', 'dbjo2__', 'dbjo2_old', 'dbjo2_new'] });
  await converge(1);
  expect(await resourceState('dbjo2', 'mariadb')).toMatchObject({
    state: 'failed',
    message: expect.stringContaining("jopanel user adopt-database dbjo2 'dbjo2_old'"),
  });
  expect(await attempt('dbjo2', 'SHOW DATABASES')).toEqual([
    'dbjo2__',
    'dbjo2_new',
    'dbjo2_x',
    'information_schema',
  ]);
});

test('suspending ends connections and locks all logins, and keeps the data', async () => {
  const sleeping = attempt('dbjo', 'SELECT SLEEP(120)', 'dbjo_wp');
  const connections = () => sql("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'dbjo_wp'");
  await sandbox.waitFor('the connection', async () => (await connections()).length > 0);
  await editAccount('dbjo', 'account', (account) => ({ ...account, status: 'suspended' }));
  await converge(1);
  expect(await sleeping).toMatch(/ERROR/);
  expect(await connections()).toEqual([]);
  expect(await attempt('dbjo2', 'SELECT 1', 'dbjo_wp')).toEqual(LOCKED);
  // Its scheduled events would go on otherwise.
  const able = "(User = 'dbjo' OR User LIKE 'dbjo\\_%') AND (Event_priv = 'Y' OR Insert_priv = 'Y')";
  expect(await sql(`SELECT User, Db FROM mysql.db WHERE ${able}`)).toEqual([]);
  expect(await sql('SELECT a FROM dbjo_x.t')).toEqual([['7']]);
  await editAccount('dbjo', 'account', (account) => ({ ...account, status: 'active' }));
  await converge(1);
  expect(await attempt('dbjo', 'SELECT a FROM dbjo_x.t', 'dbjo_wp')).toEqual(['7']);
});

test('what is gone from the file is kept without a login, and reported with its size and how to drop it', async () => {
  await declare('dbjo', { databases: ['dbjo_a_b'] });
  const { stdout } = await runDaemon('--once', '--dry-run');
  expect(stdout).toContain('no data is lost');
  await converge(1);
  expect(await attempt('dbjo', 'SHOW DATABASES')).toEqual(['dbjo_a_b', 'information_schema']);
  expect(await attempt('dbjo', 'SELECT 1', 'dbjo_wp')).toEqual(LOCKED);
  expect(await sql('SELECT a FROM dbjo_x.t')).toEqual([['7']]);
  expect(await resourceState('dbjo', 'mariadb')).toMatchObject({
    state: 'in_sync',
    message: expect.stringMatching(/dbjo_x with \d+ MB is in no file.*mariadb-dump --databases 'dbjo_x'/),
  });
  await declare('dbjo', { databases: ['dbjo_x', 'dbjo_a_b'], users: { dbjo_wp: { dbjo_x: 'read_write' } } });
  await converge(1);
  expect(await attempt('dbjo', 'SELECT a FROM dbjo_x.t', 'dbjo_wp')).toEqual(['7']);
});

test('over its quota nothing is added, deleting and dropping works, and room lifts that', async () => {
  await sql(
    'CREATE TABLE dbjo_x.big (a LONGBLOB); INSERT INTO dbjo_x.big SELECT REPEAT("x", 3000000); ANALYZE TABLE dbjo_x.big',
  );
  await editAccount('dbjo', 'limits', (limits) => ({ ...limits, database_quota_mb: 2 }));
  await converge(1);
  expect(await resourceState('dbjo', 'mariadb')).toMatchObject({
    state: 'unavailable',
    message: expect.stringContaining('of 2 MB'),
  });
  for (const login of [undefined, 'dbjo_wp']) {
    expect(await attempt('dbjo', 'INSERT INTO dbjo_x.t VALUES (8)', login)).toEqual(DENIED);
    expect(await attempt('dbjo', 'SELECT COUNT(*) FROM dbjo_x.big', login)).toEqual(['1']);
  }
  expect(await attempt('dbjo', 'DELETE FROM dbjo_x.t; DROP TABLE dbjo_x.big', 'dbjo_wp')).toEqual([]);
  await converge(1);
  expect(await attempt('dbjo', 'INSERT INTO dbjo_x.t VALUES (8)', 'dbjo_wp')).toEqual([]);
  expect(await resourceState('dbjo', 'mariadb')).toMatchObject({ state: 'in_sync' });
});

test('while the server is down everything else is applied, and this is once it is back', async () => {
  await killMariaDb();
  await editAccount('dbjox', 'domains', (domains) => ({ ...domains, alias_domains: ['down.example'] }));
  await declare('dbjox', { databases: ['dbjox_b', 'dbjox_c'] });
  await converge(1);
  expect(await resourceState('dbjox', 'mariadb')).toMatchObject({
    state: 'failed',
    message: expect.stringContaining('systemctl status mariadb'),
  });
  expect(await sandbox.readFile('/etc/nginx/jopanel/dbjox.conf')).toContain('down.example');
  await startMariaDb();
  await converge(1);
  expect(await attempt('dbjox', 'SHOW DATABASES')).toEqual(['dbjox_b', 'dbjox_c', 'information_schema']);
});

test('a server that takes no writes holds up nothing else', async () => {
  await sql('SET GLOBAL read_only = ON');
  await editAccount('dbjox', 'domains', (domains) => ({ ...domains, alias_domains: ['readonly.example'] }));
  await declare('dbjox', { databases: ['dbjox_b', 'dbjox_d'] });
  await converge(1);
  expect(await resourceState('dbjox', 'mariadb')).toMatchObject({
    state: 'failed',
    message: expect.stringContaining('read_only'),
  });
  expect(await sandbox.readFile('/etc/nginx/jopanel/dbjox.conf')).toContain('readonly.example');
  await sql('SET GLOBAL read_only = OFF');
});

describe('whatever other hands do to rights and logins', () => {
  const wanted = {
    databases: ['dbjo_x', 'dbjo_a_b'],
    users: { dbjo_wp: { dbjo_x: 'read_write' }, dbjo_ro: { dbjo_a_b: 'read_only' } },
  };
  const WP = "'dbjo_wp'@'localhost'";

  let before: unknown;
  let hash = HASH;

  beforeAll(async () => {
    await declare('dbjo', wanted);
    await converge(1);
    before = await rights();
  });

  async function rights(): Promise<unknown> {
    const users = ['dbjo', 'dbjo_wp', 'dbjo_ro'];
    const shown = [];
    for (const user of users)
      for (const [grant = ''] of await sql(`SHOW GRANTS FOR '${user}'@'localhost'`))
        shown.push(grant.replace(/\*[0-9A-F]{40}/, ''));
    return [
      shown.toSorted(),
      await sql(
        "SELECT User, COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) FROM mysql.global_priv WHERE User IN ('dbjo','dbjo_wp','dbjo_ro') ORDER BY User",
      ),
    ];
  }

  const RO = "'dbjo_ro'@'localhost'";
  const OWN = "'dbjo'@'localhost'";

  // Each round meddles with every user in another way, since a run of the daemon costs more than a statement.
  test.each([
    [
      'a grant on a pattern, more than was given, and all rights taken',
      `GRANT ALL ON \`dbjo_%\`.* TO ${WP}; GRANT INSERT ON \`dbjo\\_a\\_b\`.* TO ${RO};
       REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${OWN}`,
    ],
    [
      'a grant on a table of another, a grant on everything, and a database gone',
      `GRANT SELECT ON dbjo2_x.t TO ${WP}; GRANT ALL ON *.* TO ${RO} WITH GRANT OPTION; DROP DATABASE dbjo_a_b`,
    ],
    [
      'a right to grant, a user gone, and a user locked, with another password',
      `GRANT SELECT ON \`dbjo\\_x\`.* TO ${WP} WITH GRANT OPTION; DROP USER ${RO};
       ALTER USER ${OWN} IDENTIFIED BY 'other' ACCOUNT LOCK`,
    ],
  ])('%s: the rights are those of the set afterwards', async (_, meddling) => {
    // An edit beside it: what is corrected again and again with none is left alone in the end.
    hash = hash === HASH ? OTHER_HASH : HASH;
    await sql(meddling);
    await declare('dbjo', { ...wanted, hash });
    await converge(1);
    expect(await rights()).toEqual(before);
  });
});

describe('a walk through random sets and random meddling', () => {
  const names = ['dbjo_x', 'dbjo_a_b', 'dbjo_%', 'dbjo_y'];
  const access = fc.dictionary(fc.constantFrom(...names), fc.constantFrom('read_write', 'read_only'));
  const step = fc.record({
    databases: fc.subarray(names),
    users: fc.dictionary(fc.constantFrom('dbjo_wp', 'dbjo_ro', 'dbjo_n'), access),
    meddling: fc.constantFrom(
      'DO 0',
      "GRANT SELECT, INSERT ON `dbjo\\_y`.* TO 'dbjo'@'localhost'",
      "GRANT ALL ON `dbjo%`.* TO 'dbjo'@'localhost' WITH GRANT OPTION",
      "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'dbjo'@'localhost'",
      "ALTER USER 'dbjo'@'localhost' ACCOUNT LOCK",
    ),
  });

  /** The user, the pattern, and whether it may read, write, drop and grant. */
  const held = () =>
    sql(`SELECT User, Db, Select_priv, Insert_priv, Drop_priv, Grant_priv FROM mysql.db
      WHERE User = 'dbjo' OR User LIKE 'dbjo\\_%' ORDER BY User, Db`);

  test('each set ends with exactly the rights that it says, read back from the server', async () => {
    const seed = 20_260_129;
    for (const { databases, users, meddling } of fc.sample(step, { seed, numRuns: 6 })) {
      const allowed = Object.fromEntries(
        Object.entries(users).map(([user, granted]) => [
          user,
          Object.fromEntries(Object.entries(granted).filter(([name]) => databases.includes(name))),
        ]),
      );
      await sql(meddling);
      await declare('dbjo', { databases, users: allowed });
      // Another account may have a conflict, which is not what this is about.
      await runDaemon('--once');
      const own = databases.map((name) => ['dbjo', name, 'read_write'] as const);
      const further = Object.entries(allowed).flatMap(([user, granted]) =>
        Object.entries(granted).map(([name, right]) => [user, name, right] as const),
      );
      const expected = [...own, ...further].map(([user, name, right]) => {
        const writes = right === 'read_write' ? 'Y' : 'N';
        // The client shows a backslash as two.
        return [user, name.replace(/[_%]/g, '\\\\$&'), 'Y', writes, writes, 'N'];
      });
      expect((await held()).map(String).sort()).toEqual(expected.map(String).sort());
      const open = await sql(`SELECT User FROM mysql.global_priv
        WHERE (User = 'dbjo' OR User LIKE 'dbjo\\_%') AND COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) <> 1`);
      expect(open.flat().sort()).toEqual(['dbjo', ...Object.keys(allowed)].sort());
    }
  });
});

test('a purged account leaves dumps that were read back, and nothing on the server', async () => {
  await declare('dbjo', { databases: ['dbjo_x'] });
  // What an account may do to keep its databases from being dumped.
  await sql(
    'CREATE TABLE dbjo_x.`a\nb` (a INT); CREATE TABLE dbjo_x.t2 (a INT); CREATE VIEW dbjo_x.v AS SELECT a FROM dbjo_x.t2; DROP TABLE dbjo_x.t2',
  );
  await startDaemon();
  // As the account could, to make its purge impossible: neither can be opened, and neither has a row of its own.
  for (const statement of [
    'CREATE TABLE dbjo_x.gone (a INT) ENGINE=MyISAM',
    'CREATE VIEW dbjo_x.`"odd\', view` AS SELECT a + 1 AS b FROM dbjo_x.gone',
    'CREATE TABLE dbjo_x.merged (a INT) ENGINE=MERGE UNION=(dbjo_x.gone)',
    'DROP TABLE dbjo_x.gone',
  ])
    await sql(statement);
  await removeAccount('dbjo');
  await jopanel(['retire', '--confirm', 'dbjo']);
  const open =
    "SELECT User FROM mysql.global_priv WHERE User LIKE 'dbjo\\_%' AND COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) <> 1";
  expect(await sql(open)).toEqual([]);
  expect(await jopanel(['purge', 'dbjo', '--confirm', 'dbjo'])).toMatchObject({ exitCode: 0 });
  expect(await sql("SHOW DATABASES LIKE 'dbjo\\_%'")).toEqual([]);
  expect(await sql("SELECT User FROM mysql.global_priv WHERE User = 'dbjo' OR User LIKE 'dbjo\\_%'")).toEqual(
    [],
  );
  expect(await sql("SHOW DATABASES LIKE 'dbjo2\\_x'")).toEqual([['dbjo2_x']]);
  const listing = await sandbox.run([
    'find',
    '/var/lib/jopanel/archive',
    '-type',
    'f',
    '-printf',
    '%f %m\\n',
  ]);
  const [archive = ''] = /dbjo-\S+/.exec(listing.stdout) ?? [];
  const { stdout } = await sandbox.run([
    ...['tar', '--extract', '--to-stdout', `--file=/var/lib/jopanel/archive/${archive}`, '--wildcards'],
    'databases/dbjo/dbjo_x-*.sql',
  ]);
  expect(stdout).toContain('CREATE TABLE `t`');
  expect(stdout).toContain('INSERT INTO `t`');
  const left = stdout.split('\n').filter((line) => line.startsWith('-- Not in this dump'));
  expect(left.filter((line) => line.includes('odd') && line.includes('+ 1 AS'))).toHaveLength(1);
  expect(left.filter((line) => line.includes('merged'))).toHaveLength(1);
});

test('a purged account is restored with its databases', async () => {
  const restored = await jopanelJson(['user', 'restore', 'dbjo']);
  expect(restored).toMatchObject({ exitCode: 0, value: { databases: expect.arrayContaining(['dbjo_x']) } });
  expect(await attempt('dbjo', 'SELECT COUNT(*) > 0 FROM dbjo_x.t')).toEqual(['1']);
  expect((await jopanel(['user', 'restore', 'dbjo'])).stderr).toContain('already exists');
});

test('two hundred databases are made in one wave', async () => {
  await stopDaemon();
  const names = Array.from({ length: 200 }, (_, index) => `dbmany_${index}`);
  await dropAccount('dbmany', {
    limits: { max_databases: 0 },
    services: { ...servicesOf('dbmany'), mariadb: mariadb({ databases: names }) },
  });
  const log = await converge(1);
  expect(log.match(/"wave ended"/g)).toHaveLength(1);
  expect(
    await sql("SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'dbmany\\_%'"),
  ).toEqual([['200']]);
});

test('a database of another hand is taken over with its rows once it is adopted', async () => {
  await sql('INSERT INTO dbjo2_old.t VALUES (5)');
  expect(await jopanel(['user', 'adopt-database', 'dbjo2', 'dbjox_b'])).toMatchObject({ exitCode: 1 });
  expect(await jopanel(['user', 'adopt-database', 'dbjo2', 'dbjo2_none'])).toMatchObject({ exitCode: 1 });
  expect(await jopanel(['user', 'adopt-database', 'dbjo2', 'dbjo2_old'])).toMatchObject({ exitCode: 0 });
  await converge();
  expect(await attempt('dbjo2', 'SELECT a FROM dbjo2_old.t')).toEqual(['5']);
  expect(await resourceState('dbjo2', 'mariadb')).toMatchObject({ state: 'in_sync', message: '' });
});
