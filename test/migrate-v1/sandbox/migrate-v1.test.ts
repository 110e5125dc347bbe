// A whole V1 panel taken over, on a host of its own: each step a dry run first, killed in the middle, and taken
// again, while people log in to the panel all the time.

import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { MigrateOutput } from '../../../migrate-v1/steps/step-outputs.ts';
import { makeUsersFolder, usersFolder } from '../../../sandbox/account-sets.ts';
import { AWKWARD_NAMES, FINE_NAMES, PANEL_HASH, SKIPPED_NAMES, v1Database } from '../v1-database.ts';
import { bootPanel, DATABASE, keepLoggingIn, type Logins, RUN_FOLDER, type V1Panel } from './v1-panel.ts';

/** Rows of `users`; JOPANEL_V1_USERS for more. */
const ROWS = Number(process.env.JOPANEL_V1_USERS ?? 1000);
const USUAL = ROWS - AWKWARD_NAMES.length - FINE_NAMES.length - SKIPPED_NAMES.length;
const WRITTEN = USUAL + FINE_NAMES.length;
const PASSWORD = 'a "quoted\\ pass#word';

let panel: V1Panel;
let logins: Logins;

beforeAll(async () => {
  panel = await bootPanel(v1Database(USUAL));
  const { host, sql } = panel;
  await makeUsersFolder(host);
  await host.run(['useradd', '--create-home', '--uid=12345', '--shell=/bin/bash', 'adopted']);
  await host.run(['useradd', '--uid=1500', '--no-create-home', 'lowuid']);
  await host.run(['useradd', '--uid=12346', '--no-create-home', '--home-dir=/srv/otherhome', 'otherhome']);
  await host.run(['install', '--directory', '--owner=12347', '--group=12347', '/home/squat']);
  await host.run(['install', '--directory', '--mode=0700', `${usersFolder}/hasset`]);
  await host.writeFile(`${usersFolder}/hasset/account.json`, '{ "by": "hand" }\n', { mode: '0600' });
  await sql(
    "CREATE USER dumper@localhost IDENTIFIED BY 'a \"quoted\\\\ pass#word'",
    `GRANT SELECT, LOCK TABLES, SHOW VIEW, TRIGGER ON ${DATABASE}.* TO dumper@localhost`,
    // As the daemon's own user, which may not see a password.
    "CREATE USER reader@localhost IDENTIFIED BY 'a \"quoted\\\\ pass#word'",
    `GRANT SELECT (username) ON ${DATABASE}.users TO reader@localhost`,
    'CREATE DATABASE lent',
    // As a panel made them: `_` is a pattern in the grant, and the right to grant is given along.
    'CREATE DATABASE extraftp_shop',
    'CREATE TABLE extraftp_shop.t (a INT)',
    'INSERT INTO extraftp_shop.t VALUES (7)',
    "CREATE USER extraftp_shop@localhost IDENTIFIED BY 'of the shop'",
    'GRANT ALL ON extraftp_shop.* TO extraftp_shop@localhost WITH GRANT OPTION',
    'GRANT ALL ON lent.* TO dumper@localhost',
  );
  await host.writeFile('/etc/jopanel/dumper', `${PASSWORD}\n`, { mode: '0600' });
  logins = await keepLoggingIn(panel, ['usual0001', 'adopted', 'Bad_Name'], PANEL_HASH);
});

afterAll(async () => {
  await panel[Symbol.asyncDispose]();
});

/** Runs a step with --json; what it prints is held to its schema. */
async function step(...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await panel.migrate(...words, '--json');
  if (exitCode === 1) return { exitCode, error: stderr, output: undefined };
  return { exitCode, error: stderr, output: MigrateOutput.parse(JSON.parse(stdout)) };
}

/** Names in a folder of the host, looked at without a process there; none when there is no such folder. */
async function namesIn(path: string): Promise<readonly string[]> {
  return readdir(panel.host.path(path)).catch(() => []);
}

/** On a busy machine a step may be over before the test has looked: then it is taken again, after `undo`. */
async function killInTime(
  words: readonly string[],
  condition: () => Promise<boolean>,
  undo = async () => {},
): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    if (await panel.migrateUntil(words, condition)) return;
    await undo();
  }
  throw new Error(`${words.join(' ')} was over each time before it could be killed`);
}

async function scratchDatabases(): Promise<number> {
  return (await panel.rows("SHOW DATABASES LIKE 'jopanel\\_check\\_%'")).length;
}

test('a backup is read back and compared; killed in the dump or while it is read back, it is made again', async () => {
  const { host } = panel;
  expect((await step('backup', '--database', DATABASE)).exitCode).toBe(2);
  expect(await namesIn(RUN_FOLDER)).toEqual([]);

  const asDumper = [
    '--db-user',
    'dumper',
    '--db-password-file',
    '/etc/jopanel/dumper',
    '--database',
    DATABASE,
  ];
  expect(await step('backup', '--yes', ...asDumper)).toMatchObject({
    exitCode: 1,
    error: expect.stringMatching(/may not make the database[\s\S]*--scratch-database NAME/),
  });
  // A dump rounds a FLOAT: in a table of V1's own, and in another one.
  await panel.sql(
    `CREATE TABLE ${DATABASE}.weather (t FLOAT)`,
    `INSERT INTO ${DATABASE}.weather VALUES (0.123456789)`,
    `ALTER TABLE ${DATABASE}.\`databases\` ADD t FLOAT DEFAULT 0.123456789`,
  );
  const toLent = ['backup', '--yes', '--scratch-database', 'lent', ...asDumper];
  expect(await step(...toLent)).toMatchObject({
    exitCode: 1,
    error: expect.stringContaining('in it: databases\n'),
  });
  await panel.sql(`ALTER TABLE ${DATABASE}.\`databases\` DROP t`);
  const lent = await step(...toLent);
  expect(lent).toMatchObject({ exitCode: 0, output: { backup: { inexact: ['weather'] } } });
  expect(await panel.rows('SHOW TABLES IN lent')).toEqual([]);

  const again = ['backup', '--yes', '--db-user', 'root', '--database', DATABASE];
  const has = (name: string) => async () => (await namesIn(RUN_FOLDER)).includes(name);
  await killInTime(again, has('backup.unfinished'));
  await killInTime(again, async () => (await scratchDatabases()) === 1);
  const { exitCode, output } = await step(...again);
  expect(exitCode).toBe(0);
  if (output?.step !== 'backup' || output.backup === null) throw new Error('no backup');
  const { file, sha256, tables, unsettled } = output.backup;
  expect(unsettled).toEqual([]);
  expect(tables.find(({ table }) => table === 'users')).toMatchObject({ rows: ROWS });
  expect((await host.run(['sha256sum', '--', file])).stdout).toContain(sha256);
  expect((await host.run(['stat', '--format=%a %U', '--', file, RUN_FOLDER])).stdout).toBe(
    '600 root\n700 root\n',
  );
  expect(await scratchDatabases()).toBe(0);
  expect(await namesIn('/run/jopanel')).not.toContain('migrate-v1.cnf');
});

test('the plan names every awkward case; killed, it is whole or not there', async () => {
  expect(
    await step('plan', '--db-user', 'reader', '--db-password-file', '/etc/jopanel/dumper'),
  ).toMatchObject({
    exitCode: 1,
    error: expect.stringContaining('may not read all of users'),
  });
  const dry = await step('plan', '--out', '/root/planned');
  expect(dry.exitCode).toBe(2);
  expect(await namesIn(RUN_FOLDER)).not.toContain('plan.json');
  await panel.migrateUntil(['plan', '--yes'], panel.isBusy);
  const { exitCode, output } = await step('plan', '--yes');
  expect(exitCode).toBe(2);
  if (output?.step !== 'plan' || dry.output?.step !== 'plan') throw new Error('no plan');
  expect(output.counts).toEqual({
    write: WRITTEN,
    held: AWKWARD_NAMES.length,
    skipped: SKIPPED_NAMES.length,
    make: WRITTEN - 1,
    adopt: 1,
    unreadable: 0,
    still_hosted: 0,
  });
  expect(dry.output.counts).toEqual(output.counts);
  const held = output.plan.accounts.filter(({ state }) => state === 'held');
  expect(held.map(({ username }) => username).sort()).toEqual([...AWKWARD_NAMES].sort());
  expect((await namesIn('/root/planned')).length).toBe(WRITTEN);
  for (const { username, findings } of held)
    expect(
      findings.some(({ blocks, proposal }) => blocks && proposal !== ''),
      username,
    ).toBe(true);
});

test('sets are written once the plan still holds; killed half-way, the rest follows, and nothing is written over', async () => {
  const { host, sql } = panel;
  await sql(`UPDATE ${DATABASE}.users SET email = 'new@example.com' WHERE id = 2`);
  expect(await step('write', '--yes')).toMatchObject({
    exitCode: 1,
    error: expect.stringMatching(/has changed since the plan[\s\S]*plan --yes/),
  });
  await sql(
    `UPDATE ${DATABASE}.users SET email = 'owner@2.example.com' WHERE id = 2`,
    // Another password, and the time of a login: neither is a matter of the plan.
    `UPDATE ${DATABASE}.users SET password_hash = '${PANEL_HASH.replace('abc', 'xyz')}' WHERE id = 3`,
  );
  // Made by another hand since the plan.
  await host.run(['install', '--directory', '--mode=0700', `${usersFolder}/usual0004`]);
  const dry = await step('write');
  expect(dry.exitCode).toBe(2);
  if (dry.output?.step !== 'write') throw new Error('nothing would be written');
  expect(dry.output.accounts.filter(({ outcome }) => outcome !== 'written')).toEqual([
    { username: 'usual0004', outcome: 'refused', why: expect.stringContaining('left as it is') },
  ]);
  await host.run(['rmdir', `${usersFolder}/usual0004`]);
  expect(await namesIn(usersFolder)).toEqual(['hasset']);
  const half = async () =>
    (await namesIn(usersFolder)).filter((name) => name.startsWith('usual')).length > USUAL / 3;
  const unwrite = async () => {
    await host.run(['find', usersFolder, '-mindepth', '1', '-not', '-path', '*/hasset*', '-delete']);
  };
  if (ROWS >= 1000) await killInTime(['write', '--yes'], half, unwrite);
  // So few sets are written before one can look.
  else await panel.migrateUntil(['write', '--yes'], half);
  const { exitCode, output } = await step('write', '--yes');
  expect(exitCode).toBe(0);
  if (output?.step !== 'write') throw new Error('nothing written');
  const there = output.accounts.filter(({ outcome }) => outcome === 'there').length;
  expect(there).toBeGreaterThan(0);
  expect(output.accounts.filter(({ outcome }) => outcome === 'written')).toHaveLength(WRITTEN - there);
  expect(await host.readFile(`${usersFolder}/hasset/account.json`)).toBe('{ "by": "hand" }\n');
  expect((await host.run(['find', usersFolder, '-perm', '/077'])).stdout).toBe('');
});

test('the host follows, first without a daemon and killed, then with one; who was there is adopted with the own uid', async () => {
  const { host, migrateUntil } = panel;
  expect(await step('converge')).toMatchObject({ exitCode: 2, output: { applied: 0 } });
  const begun = async () => (await namesIn('/home')).includes('usual0005');
  expect(await migrateUntil(['converge', '--yes'], begun)).toBe(true);
  await panel.mirrorInto(DATABASE);
  await host.run(['systemctl', 'start', 'jopaneld']);
  expect(await step('converge', '--yes')).toMatchObject({
    exitCode: 0,
    output: { applied: WRITTEN, open: [] },
  });
  await host.run(['systemctl', 'stop', 'jopaneld']);
  const shop = await panel.session('extraftp_shop', 'extraftp_shop', 'of the shop');
  expect(await shop.rows(z.object({ a: z.int() }), 'SELECT a FROM t')).toEqual([{ a: 7 }]);
  await shop.close();
  const rights = "SELECT Db, Insert_priv, Grant_priv FROM mysql.db WHERE User = 'extraftp_shop'";
  expect(await panel.rows(rights)).toEqual([{ Db: 'extraftp\\_shop', Insert_priv: 'Y', Grant_priv: 'N' }]);
});

test('one of the awkward is mended: who is in force already is recognised, and only the rest is done', async () => {
  const { host } = panel;
  await panel.sql(`UPDATE ${DATABASE}.users SET package_id = 1 WHERE username = 'nopack'`);
  const counts = { write: WRITTEN + 1, held: AWKWARD_NAMES.length - 1, make: WRITTEN, adopt: 1 };
  expect(await step('plan', '--yes')).toMatchObject({ output: { counts } });
  expect(await step('write', '--yes')).toMatchObject({ exitCode: 0 });
  expect(await panel.migrate('converge', '--yes')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining(`${WRITTEN + 1} accounts in force, 0 not`),
    stderr: expect.stringContaining('once, for 1 account'),
  });
  expect((await host.run(['id', '--user', 'adopted'])).stdout).toBe('12345\n');
  expect((await host.run(['stat', '--format=%U', '/home/squat'])).stdout).toBe('UNKNOWN\n');
});

test('verification finds what is wrong on either side, and passes once it is mended', async () => {
  const { host, migrateUntil } = panel;
  await host.run(['usermod', '--shell=/bin/dash', 'usual0001']);
  const limits = `${usersFolder}/usual0002/limits.json`;
  const before = await host.readFile(limits);
  await host.writeFile(limits, before.replace('"disk_quota_mb": 4096', '"disk_quota_mb": 1'), {
    mode: '0600',
  });
  const { exitCode, output } = await step('verify', '--yes');
  expect(exitCode).toBe(2);
  if (output?.step !== 'verify') throw new Error('no verification');
  const wrong = output.verdict.accounts.filter(({ ok }) => !ok);
  expect(wrong.map(({ username }) => username)).toEqual(['usual0001', 'usual0002']);
  expect(wrong[0]?.host).toContain('the shell of the Linux user is /bin/dash, not /bin/bash');
  expect(wrong[1]?.row).toEqual(['the disk quota is not what V1 says']);
  expect(
    (await step('drop-columns', '--yes', '--leave-held', '--keep-deleted', '--confirm', DATABASE)).error,
  ).toContain('verification has not passed');
  await host.run(['usermod', '--shell=/bin/bash', 'usual0001']);
  await host.writeFile(limits, before, { mode: '0600' });
  await migrateUntil(['verify', '--yes'], panel.isBusy);
  expect(await step('verify', '--yes')).toMatchObject({ exitCode: 0, output: { verdict: { passed: true } } });
});

test('the report is there to be signed, with every case in it and no password', async () => {
  const { host, migrate } = panel;
  expect((await migrate('report', '--out', '/root/report')).exitCode).toBe(0);
  for (const name of ['txt', 'html']) {
    const text = await host.readFile(`/root/report/migration-v1.${name}`);
    for (const words of ['Bad_Name', 'rival', 'squat', 'gone', 'verified', 'Signature'])
      expect(text, name).toContain(words);
    for (const secret of [PANEL_HASH, 'hunter2', '<script>', '\u001b'].slice(0, name === 'txt' ? 2 : 4))
      expect(text, name).not.toContain(secret);
  }
});

test('V1 columns are dropped only when all is well and the name is given; logins go on', async () => {
  const drop = ['drop-columns', '--yes', '--leave-held', '--keep-deleted'];
  expect((await step('drop-columns')).error).toContain('the backup is older than what V1 says now');
  expect((await step('backup', '--yes')).exitCode).toBe(0);
  await panel.sql(
    `CREATE TRIGGER ${DATABASE}.touch BEFORE UPDATE ON ${DATABASE}.users FOR EACH ROW SET NEW.updated_at = NOW()`,
    `CREATE VIEW ${DATABASE}.living AS SELECT u.id FROM ${DATABASE}.users u WHERE u.deleted_at IS NULL`,
  );
  const refused = await Promise.all([
    step('drop-columns'),
    step('drop-columns', '--leave-held'),
    step(...drop),
  ]);
  expect(refused.map(({ error }) => error)).toEqual([
    expect.stringContaining('held back'),
    expect.stringContaining('soft-deleted'),
    expect.stringContaining('the trigger touch, the view living of'),
  ]);
  await panel.sql(`DROP TRIGGER ${DATABASE}.touch`, `DROP VIEW ${DATABASE}.living`);
  expect((await step(...drop, '--confirm', 'another')).error).toContain(`--confirm ${DATABASE}`);
  const Column = z.object({ Field: z.string() });
  const columns = async () =>
    Column.array()
      .parse(await panel.rows(`SHOW COLUMNS IN ${DATABASE}.users`))
      .map(({ Field }) => Field);
  const all = await columns();
  expect(all).toHaveLength(10);
  const users = `SELECT id, username, password_hash, role FROM ${DATABASE}.users ORDER BY id`;
  const before = await panel.rows(users);
  const altering = async () =>
    (await panel.rows("SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'ALTER TABLE users%'"))
      .length > 0;
  await panel.migrateUntil([...drop, '--confirm', DATABASE], altering);
  const between = await columns();
  expect([all, ['id', 'username', 'password_hash', 'role']]).toContainEqual(between);
  expect(await step(...drop, '--confirm', DATABASE)).toMatchObject({ exitCode: 0 });
  expect(await columns()).toEqual(['id', 'username', 'password_hash', 'role']);
  // The mirror goes on in this very database, with V1's own table of users.
  expect(await panel.run('mirror', 'rebuild')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await panel.rows(users)).toEqual(before);
  expect((await panel.migrate('status')).stdout).toContain('All steps are done.');
  const { good, bad } = await logins.stop();
  expect(bad).toEqual([]);
  expect(good).toBeGreaterThan(100);
});
