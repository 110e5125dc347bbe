// A V1 database with every odd value in every column goes through all steps twice, on a host that has Linux users with
// more than an account may have. What the first run verified, the second recognises.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ACCEPTABLE } from '../../../migrate-v1/plan/migration-finding.ts';
import { MigrateOutput } from '../../../migrate-v1/steps/step-outputs.ts';
import { usersFolder } from '../../../sandbox/account-sets.ts';
import { LOOSE_MODE, LOOSE_SCHEMA, oddDatabase, USUAL } from '../odd-database.ts';
import { bootPanel, DATABASE, RUN_FOLDER, type V1Panel } from './v1-panel.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdUbD55QNV81EznaEhHiwh5dOPfAFs9l1qlBChVGPzW anna@laptop';
const ACCEPT = ACCEPTABLE.join(',');

let panel: V1Panel;

/** Users whose Linux user was there before; each has a plain row. */
const LINUX_USERS = ['linuxok', 'linuxsudo', 'linuxsudoers'];

beforeAll(async () => {
  const content = oddDatabase();
  const [user = {}] = content.users;
  const [pack = {}] = content.packages;
  const [domain = {}] = content.domains;
  const more = LINUX_USERS.map((username, index) => ({ username, id: 5000 + index }));
  panel = await bootPanel(
    {
      ...content,
      users: [
        ...content.users,
        ...more.map(({ username, id }) => ({ ...user, id, username, package_id: id })),
      ],
      packages: [...content.packages, ...more.map(({ id }) => ({ ...pack, id }))],
      domains: [
        ...content.domains,
        ...more.map(({ username, id }) => ({
          ...domain,
          user_id: id,
          domain_name: `${username}.example`,
          document_root: null,
        })),
      ],
    },
    { statements: LOOSE_SCHEMA, sqlMode: LOOSE_MODE },
  );
  const { host, sql } = panel;
  for (const [index, name] of LINUX_USERS.entries())
    await host.run([
      'useradd',
      '--create-home',
      `--uid=${20_000 + index}`,
      '--user-group',
      '--shell=/bin/bash',
      name,
    ]);
  await host.run(['usermod', '--append', '--groups=sudo', 'linuxsudo']);
  await host.run(['install', '--directory', '/etc/sudoers.d']);
  await host.writeFile('/etc/sudoers', 'root ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n', {
    mode: '0440',
  });
  // As configuration tools lay them: a link to a file elsewhere.
  await host.writeFile('/etc/sudo-web', 'linuxsudoers ALL=(ALL) NOPASSWD: ALL\n', { mode: '0440' });
  await host.run(['ln', '--symbolic', '/etc/sudo-web', '/etc/sudoers.d/web']);
  await host.run(['chpasswd'], { input: 'linuxok:secret-of-linuxok\n' });
  await host.run(['install', '--directory', '--owner=linuxok', '--mode=0700', '/home/linuxok/.ssh']);
  await host.writeFile('/home/linuxok/.ssh/authorized_keys', `${KEY}\n`, { mode: '0600' });
  await sql(
    `CREATE TRIGGER ${DATABASE}.domains_log AFTER INSERT ON ${DATABASE}.domains FOR EACH ROW
     SET @email = (SELECT email FROM ${DATABASE}.users WHERE id = NEW.user_id LIMIT 1)`,
    `CREATE PROCEDURE ${DATABASE}.suspend_user(IN n BIGINT) UPDATE users SET status = 'suspended' WHERE id = n`,
    `CREATE FUNCTION ${DATABASE}.is_active(n BIGINT) RETURNS INT READS SQL DATA
     RETURN (SELECT status = 'active' FROM users WHERE id = n LIMIT 1)`,
    `CREATE EVENT ${DATABASE}.purge_old ON SCHEDULE EVERY 1 YEAR STARTS '2035-01-01 00:00:00' DO
     DELETE FROM ${DATABASE}.users WHERE deleted_at < NOW()`,
    "SET sql_mode = 'ORACLE'",
    `CREATE PACKAGE ${DATABASE}.mailing AS PROCEDURE mail(n INT); END`,
    `CREATE PACKAGE BODY ${DATABASE}.mailing AS PROCEDURE mail(n INT) AS BEGIN UPDATE users SET email = '' WHERE id = n; END; END`,
    'SET sql_mode = DEFAULT',
    'CREATE DATABASE stats',
    `CREATE VIEW stats.mails AS SELECT email FROM ${DATABASE}.users`,
  );
  // As on a host whose tmpfiles were never made.
  await host.run(['rm', '--recursive', '--force', usersFolder]);
});

afterAll(async () => {
  await panel[Symbol.asyncDispose]();
});

/** Runs a step with --json; what it prints is held to its schema. */
async function step<const S extends MigrateOutput['step']>(name: S, ...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await panel.migrate(name, ...words, '--json');
  if (exitCode === 1) return { exitCode, error: stderr, output: undefined };
  const output = MigrateOutput.parse(JSON.parse(stdout));
  const isOfStep = (each: MigrateOutput): each is Extract<MigrateOutput, { step: S }> => each.step === name;
  if (!isOfStep(output)) throw new Error(`${name} answered as ${output.step}`);
  return { exitCode, error: stderr, output };
}

async function throughVerification() {
  const backup = await step('backup', '--yes', '--database', DATABASE, '--db-user', 'root');
  expect([backup.exitCode, backup.error]).toEqual([0, expect.any(String)]);
  const dry = await step('plan', '--accept', ACCEPT);
  const plan = await step('plan', '--yes', '--accept', ACCEPT);
  expect(plan.exitCode).toBe(2);
  expect(dry.output?.counts).toEqual(plan.output?.counts);
  const written = await step('write', '--yes');
  expect([written.exitCode, written.output?.accounts.filter(({ outcome }) => outcome === 'refused')]).toEqual(
    [0, []],
  );
  expect(await step('converge', '--yes')).toMatchObject({ exitCode: 0, output: { open: [] } });
  const verified = await step('verify', '--yes');
  if (plan.output === undefined || verified.output === undefined)
    throw new Error(plan.error + verified.error);
  const { accounts } = verified.output.verdict;
  expect(accounts.filter(({ ok }) => !ok)).toEqual([]);
  return { plan: plan.output, names: accounts.map(({ username }) => username).sort() };
}

let first: Awaited<ReturnType<typeof throughVerification>>;

test('the first run holds back what is odd and verifies the rest', async () => {
  first = await throughVerification();
  const { counts, plan } = first.plan;
  expect(counts.write + counts.held + counts.skipped + counts.unreadable).toBe(plan.rows.users);
  expect(first.names).toContain(USUAL);
  expect(first.names.length).toBeGreaterThan(100);
  expect((await panel.host.run(['stat', '--format=%a %U', usersFolder])).stdout).toBe('700 root\n');
});

test('a Linux user with rights of its own is held back with what to do, and a plain one is adopted with its keys', async () => {
  const of = (name: string) => first.plan.plan.accounts.find(({ username }) => username === name);
  expect(of('linuxsudo')).toMatchObject({ state: 'held' });
  expect(of('linuxsudo')?.findings.map(({ proposal }) => proposal)).toContain(
    'take it out: gpasswd --delete linuxsudo sudo',
  );
  expect(of('linuxsudoers')?.findings.map(({ what }) => what)).toContain(
    'sudoers gives it rights: /etc/sudoers.d/web:1 linuxsudoers ALL=(ALL) NOPASSWD: ALL',
  );
  expect(of('linuxok')).toMatchObject({ state: 'write', linux_user: 'adopt', uid: 20_000 });
  const differences = of('linuxok')
    ?.findings.filter(({ kind }) => kind === 'adoption')
    .map(({ subject }) => subject);
  expect(differences).toEqual(expect.arrayContaining(['SSH keys', 'login shell', 'password']));
  expect(await panel.host.readFile('/etc/ssh/jopanel/keys/linuxok')).toContain(KEY);
});

test('planned again, whatever was verified is recognised, and no set is changed', async () => {
  const sets = () =>
    panel.host.run(['sh', '-c', `cd ${usersFolder} && find . -type f -exec sha256sum {} + | sort`]);
  const before = await sets();
  const second = await throughVerification();
  expect(second.names).toEqual(first.names);
  expect(second.plan.counts).toEqual(first.plan.counts);
  expect((await sets()).stdout).toBe(before.stdout);
  // What ended by the adoption stays in the report that is signed.
  const report = await panel.host.readFile(`${RUN_FOLDER}/report.txt`);
  expect(report).toContain('no longer gets the shell /bin/bash');
});

test('a right that a live account is given later is found by verification', async () => {
  await panel.host.run(['gpasswd', '--add', 'linuxok', 'adm']);
  const { exitCode, output } = await step('verify');
  expect(exitCode).toBe(2);
  const differing = output?.verdict.accounts.filter(({ ok }) => !ok);
  expect(differing?.map(({ username }) => username)).toEqual(['linuxok']);
  expect(differing?.[0]?.host.join()).toContain('in the group adm');
  await panel.host.run(['gpasswd', '--delete', 'linuxok', 'adm']);
});

test('sets that were changed by hand are found, whatever was accepted for other accounts', async () => {
  const { host } = panel;
  const edit = async (file: string, pattern: string) => {
    await host.run(['sed', '--in-place', pattern, `${usersFolder}/${USUAL}/${file}`]);
    const { output } = await step('verify');
    return output?.verdict.accounts.filter(({ ok }) => !ok).map(({ username, row }) => ({ username, row }));
  };
  expect(await edit('limits.json', 's/"max_addon_domains": 3/"max_addon_domains": 500/')).toEqual([
    { username: USUAL, row: ['the limit of domains is not what V1 says'] },
  ]);
  expect(await edit('account.json', 's/"contact_email": ".*"/"contact_email": "evil@example.com"/')).toEqual([
    { username: USUAL, row: ['the address is not what V1 says', 'the limit of domains is not what V1 says'] },
  ]);
  await edit('limits.json', 's/"max_addon_domains": 500/"max_addon_domains": 3/');
  expect(
    await edit('account.json', 's/"contact_email": ".*"/"contact_email": "owner@1.example.com"/'),
  ).toEqual([]);
});

test('a user that V1 deletes softly after its set was written is an action with its command', async () => {
  await panel.sql(`UPDATE ${DATABASE}.users SET deleted_at = NOW() WHERE username = 'linuxok'`);
  const { output } = await step('plan', '--accept', ACCEPT);
  expect(output?.counts.still_hosted).toBe(1);
  const entry = output?.plan.accounts.find(({ username }) => username === 'linuxok');
  expect(entry?.findings.map(({ proposal }) => proposal).join()).toContain('jopanel user delete linuxok');
  await panel.sql(`UPDATE ${DATABASE}.users SET deleted_at = NULL WHERE username = 'linuxok'`);
});

const DROP = ['--yes', '--leave-held', '--keep-deleted', '--confirm', DATABASE];

test('every stored program that needs a V1 column is named before the columns are dropped', async () => {
  const { error } = await step('drop-columns', ...DROP);
  for (const name of [
    'trigger domains_log',
    'procedure suspend_user',
    'function is_active',
    'package body mailing',
    'event purge_old',
    'view stats.mails',
  ])
    expect(error).toContain(name);
  await panel.sql(
    `DROP TRIGGER ${DATABASE}.domains_log`,
    `DROP PROCEDURE ${DATABASE}.suspend_user`,
    `DROP FUNCTION ${DATABASE}.is_active`,
    "SET sql_mode = 'ORACLE'",
    `DROP PACKAGE ${DATABASE}.mailing`,
    'SET sql_mode = DEFAULT',
    'DROP VIEW stats.mails',
  );
  expect((await step('drop-columns', ...DROP)).error).toContain('event purge_old');
});

test('the backup becomes the database again by the commands that it came with, events and all', async () => {
  const Sum = z.object({ Table: z.string(), Checksum: z.union([z.string(), z.number()]).nullable() });
  const sums = async () =>
    Sum.array().parse(
      await panel.rows(
        `CHECKSUM TABLE ${['users', 'packages', 'domains', '`databases`', 'ftp_accounts', 'settings'].map((table) => `${DATABASE}.${table}`).join(', ')}`,
      ),
    );
  const before = await sums();
  const { output } = await step('backup', '--yes');
  const restore = output?.backup?.restore ?? [];
  expect(restore).toHaveLength(3);
  await panel.sql(`DROP DATABASE ${DATABASE}`);
  for (const command of restore) await panel.host.run(['bash', '-c', command]);
  expect(await sums()).toEqual(before);
  const events = await panel.rows(
    `SELECT EVENT_NAME AS name FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '${DATABASE}'`,
  );
  expect(events).toEqual([{ name: 'purge_old' }]);
  await panel.sql(`DROP EVENT ${DATABASE}.purge_old`);
});

test('a backup after the drop stands beside the one with the V1 columns, which stays in the report', async () => {
  const { output } = await step('backup', '--yes');
  expect(await step('drop-columns', ...DROP)).toMatchObject({ exitCode: 0 });
  expect(await step('drop-columns', ...DROP)).toMatchObject({ exitCode: 0 });
  const later = await step('backup', '--yes');
  expect(later.output?.backup?.digest).toBeNull();
  const report = await panel.host.readFile(`${RUN_FOLDER}/report.txt`);
  expect(report).toMatch(new RegExp(`^Backup +.*${RegExp.escape(output?.backup?.file ?? 'none')}`, 'm'));
  expect(report).toMatch(
    new RegExp(`^Backup without V1 columns +.*${RegExp.escape(later.output?.backup?.file ?? 'none')}`, 'm'),
  );
});
