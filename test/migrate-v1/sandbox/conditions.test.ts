// Conditions under which a migration must go on as always: a panel that writes, a host outside UTC, a server that is
// reached by TCP and TLS, and an end in the midst of the last statement.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { MigrateOutput } from '../../../migrate-v1/steps/step-outputs.ts';
import { makeUsersFolder } from '../../../sandbox/account-sets.ts';
import type { Session } from '../../../src/mirror/session.ts';
import { v1Database } from '../v1-database.ts';
import { bootPanel, DATABASE, type V1Panel } from './v1-panel.ts';

let panel: V1Panel;

beforeAll(async () => {
  const content = v1Database(6);
  const plain = content.users.filter(({ username }) => String(username).startsWith('usual'));
  const ids = new Set(plain.map(({ id }) => id));
  const own = ({ user_id }: { readonly user_id?: unknown }) => ids.has(Number(user_id));
  panel = await bootPanel({
    ...content,
    users: plain,
    domains: content.domains.filter(own),
    databases: content.databases.filter(own),
    ftp_accounts: content.ftp_accounts.filter(own),
  });
  await makeUsersFolder(panel.host);
  await panel.host.run(['ln', '--symbolic', '--force', '/usr/share/zoneinfo/Asia/Kolkata', '/etc/localtime']);
});

afterAll(async () => {
  await panel[Symbol.asyncDispose]();
});

async function step(...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await panel.migrate(...words, '--json');
  if (exitCode === 1) return { exitCode, error: stderr, output: undefined };
  return { exitCode, error: stderr, output: MigrateOutput.parse(JSON.parse(stdout)) };
}

/** A statement that the panel runs again and again, as long as `work` takes. */
async function whilePanelWrites<T>(statement: string, work: () => Promise<T>): Promise<T> {
  const writer: Session = await panel.session();
  let over = false;
  let written = 0;
  const writing = (async () => {
    while (!over) {
      await writer.run(statement);
      written += 1;
    }
  })();
  try {
    await panel.host.waitFor('the panel to write', async () => written > 0);
    return await work();
  } finally {
    over = true;
    await writing;
    await writer.close();
  }
}

test('a backup while the panel writes names the table of its own that never rests, and refuses one of V1', async () => {
  await panel.sql(
    `CREATE TABLE ${DATABASE}.visits (id INT PRIMARY KEY AUTO_INCREMENT, at DATETIME) ENGINE=InnoDB`,
  );
  const backup = ['backup', '--yes', '--database', DATABASE, '--db-user', 'root'];
  const busy = await whilePanelWrites('INSERT INTO visits (at) VALUES (NOW())', () => step(...backup));
  expect(busy).toMatchObject({ exitCode: 0, output: { backup: { unsettled: ['visits'] } } });
  const refused = await whilePanelWrites(
    "UPDATE users SET email = CONCAT(RAND(), '@example.com') WHERE id = 1",
    () => step(...backup),
  );
  expect(refused).toMatchObject({
    exitCode: 1,
    error: expect.stringContaining('something writes to users all the time'),
  });
  await panel.sql(`UPDATE ${DATABASE}.users SET email = 'owner@1.example.com' WHERE id = 1`);
  expect(await step(...backup)).toMatchObject({ exitCode: 0, output: { backup: { unsettled: [] } } });
});

async function createdAt(): Promise<string> {
  await panel.host.run(['rm', '--recursive', '--force', '/root/planned']);
  await panel.migrate('plan', '--out', '/root/planned');
  const text = await panel.host.readFile('/root/planned/usual0001/account.json');
  return z.object({ created_at: z.string() }).parse(JSON.parse(text)).created_at;
}

test('on a host outside UTC a TIMESTAMP keeps its moment, and a DATETIME is meant in the time of the host', async () => {
  const Epoch = z.object({ seconds: z.coerce.number() });
  const [moment] = Epoch.array().parse(
    await panel.rows(`SELECT UNIX_TIMESTAMP(created_at) AS seconds FROM ${DATABASE}.users WHERE id = 1`),
  );
  expect(Date.parse(await createdAt()) / 1000).toBe(moment?.seconds);
  await panel.sql(
    `ALTER TABLE ${DATABASE}.users MODIFY created_at DATETIME NULL`,
    `UPDATE ${DATABASE}.users SET created_at = '2021-03-04 10:20:30' WHERE id = 1`,
  );
  expect(await createdAt()).toBe('2021-03-04T10:20:30+05:30');
  const validated = await panel.run('validate', '/root/planned');
  expect(validated).toMatchObject({ exitCode: 0 });
  expect((await panel.host.run(['find', '/root/planned', '-perm', '/077'])).stdout).toBe('');
});

test('a server that is reached by TCP and takes TLS only is backed up, planned and written from', async () => {
  const { host } = panel;
  await host.run([
    'bash',
    '-c',
    `set -e; mkdir -p /etc/mysql/tls /etc/jopanel; cd /etc/mysql/tls
     openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=test-authority -keyout ca.key -out ca.pem 2>/dev/null
     openssl req -newkey rsa:2048 -nodes -subj /CN=db.example -keyout server.key -out server.csr 2>/dev/null
     printf 'subjectAltName=IP:127.0.0.1' > names
     openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile names -out server.pem 2>/dev/null
     chown mysql server.key; cp ca.pem /etc/jopanel/ca.pem; chmod 0644 /etc/jopanel/ca.pem
     openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=another -keyout other.key -out /etc/jopanel/other.pem 2>/dev/null
     printf '[mysqld]\\nssl_ca=/etc/mysql/tls/ca.pem\\nssl_cert=/etc/mysql/tls/server.pem\\nssl_key=/etc/mysql/tls/server.key\\n' > /etc/mysql/mariadb.conf.d/99-tls.cnf`,
  ]);
  await panel.sql(
    "CREATE USER remote@'127.0.0.1' IDENTIFIED BY 'a secret' REQUIRE SSL",
    "GRANT ALL ON *.* TO remote@'127.0.0.1'",
  );
  await panel.restartServer();
  await host.writeFile('/etc/jopanel/remote', 'a secret\n', { mode: '0600' });
  const remote = [
    '--db-host',
    '127.0.0.1',
    '--db-user',
    'remote',
    '--db-password-file',
    '/etc/jopanel/remote',
  ];
  expect((await step('plan', ...remote)).exitCode).toBe(1);
  const stranger = await step('plan', ...remote, '--db-tls-ca-file', '/etc/jopanel/other.pem');
  expect(stranger).toMatchObject({ exitCode: 1 });
  const trusted = [...remote, '--db-tls-ca-file', '/etc/jopanel/ca.pem'];
  const backup = await step('backup', '--yes', ...trusted);
  expect([backup.exitCode, backup.error]).toEqual([0, expect.any(String)]);
  // What the connection was is remembered for the next steps.
  expect(await step('plan', '--yes')).toMatchObject({
    exitCode: 0,
    output: { counts: { write: 6, held: 0 } },
  });
  expect(await step('write', '--yes')).toMatchObject({ exitCode: 0 });
  expect(await step('converge', '--yes')).toMatchObject({ exitCode: 0 });
  expect(await step('verify', '--yes')).toMatchObject({ exitCode: 0, output: { verdict: { passed: true } } });
});

test('killed while the columns are being dropped, they are all there or all gone, and the next run knows', async () => {
  const Column = z.object({ Field: z.string() });
  const columns = async () =>
    Column.array()
      .parse(await panel.rows(`SHOW COLUMNS IN ${DATABASE}.users`))
      .map(({ Field }) => Field);
  const all = await columns();
  const drop = ['drop-columns', '--yes', '--confirm', DATABASE];
  const holder = await panel.session();
  // A transaction that has read the table lets the statement wait.
  await holder.run('START TRANSACTION');
  await holder.rows(z.unknown(), 'SELECT id FROM users');
  const altering = async () =>
    (await panel.rows("SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'ALTER TABLE users%'"))
      .length > 0;
  expect(await panel.migrateUntil(drop, altering)).toBe(true);
  await holder.close();
  await panel.host.waitFor('the statement to end', async () => !(await altering()));
  expect([all, ['id', 'username', 'password_hash', 'role']]).toContainEqual(await columns());
  expect(await step(...drop)).toMatchObject({ exitCode: 0 });
  expect(await columns()).toEqual(['id', 'username', 'password_hash', 'role']);
  expect((await panel.migrate('status')).stdout).toContain('All steps are done.');
});
