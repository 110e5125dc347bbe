// How the tables come to be, beside those of a panel, and what the daemon's own user may do with them.

import { expect, test } from 'vitest';
import { ALL_MIGRATIONS } from '../../src/mirror/migrations/all-migrations.ts';
import { bringUpToDate, schemaVersionOf } from '../../src/mirror/schema.ts';
import type { Session } from '../../src/mirror/session.ts';
import { administer, asAdministrator, freshDatabase, look } from './mariadb.ts';
import {
  asDaemon,
  grantRights,
  mirrorOnce,
  rebuild,
  sampleJournal,
  useFreshDatabases,
  verify,
} from './mirrored.ts';

const DATABASE = 'mirror_tables';

useFreshDatabases(DATABASE);

test('the user of the daemon can add to the audit log and do nothing else there, and sees no password', async () => {
  await mirrorOnce(DATABASE, sampleJournal());
  const session = await asDaemon(DATABASE);
  for (const statement of [
    "UPDATE audit_logs SET detail = '{}'",
    'DELETE FROM audit_logs',
    'TRUNCATE audit_logs',
    'DROP TABLE audit_logs',
    'ALTER TABLE audit_logs DROP COLUMN hash',
    'CREATE OR REPLACE TABLE audit_logs (id INT)',
    'RENAME TABLE audit_logs TO gone',
    'REPLACE INTO audit_logs SELECT * FROM audit_logs',
    'INSERT INTO audit_logs SELECT * FROM audit_logs ON DUPLICATE KEY UPDATE detail = 1',
    "UPDATE users SET role = 'admin'",
    'DELETE FROM users',
    'SELECT password_hash FROM users',
    'DROP TABLE mirror_accounts',
    'DROP DATABASE mirror_test',
    'SELECT user FROM mysql.user',
  ]) {
    const refused = await session.run(statement).then(
      () => 'done',
      (error: unknown) => error,
    );
    expect([statement, refused]).toEqual([
      statement,
      expect.objectContaining({
        errno: expect.toSatisfy((errno: number) => [1044, 1142, 1143].includes(errno)),
      }),
    ]);
  }
  await session.close();
});

test("a panel's own users table is used as it is, and no row in it changes", async () => {
  await freshDatabase(DATABASE);
  await administer(
    `CREATE TABLE ${DATABASE}.packages (id INT PRIMARY KEY)`,
    `CREATE TABLE ${DATABASE}.users (
      id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, username VARCHAR(32) NOT NULL,
      email VARCHAR(255) NOT NULL, password_hash VARCHAR(255) NOT NULL, role ENUM('admin','reseller','user') NOT NULL,
      package_id INT NULL, theme VARCHAR(20) NOT NULL, logins INT NOT NULL, since DATE NOT NULL,
      status ENUM('active','suspended') NOT NULL DEFAULT 'active',
      created_at TIMESTAMP NULL, updated_at TIMESTAMP NULL, deleted_at TIMESTAMP NULL,
      FOREIGN KEY (package_id) REFERENCES packages (id))`,
    `INSERT INTO ${DATABASE}.users (username, email, password_hash, role, theme, logins, since, deleted_at)
      VALUES ('root', 'root@panel.example', '$2y$10$abc', 'admin', 'dark', 7, '2020-01-01', NULL),
             ('joko', 'other@panel.example', '$2y$10$def', 'reseller', 'dark', 7, '2020-01-01', '2024-05-05 00:00:00')`,
  );
  await grantRights(DATABASE);
  const admin = await asAdministrator(DATABASE);
  const before = await look(admin, 'SELECT * FROM users');
  const made = await structure(admin);
  const journal = sampleJournal();
  await mirrorOnce(DATABASE, journal);
  await rebuild(DATABASE, journal);
  expect(await look(admin, 'SELECT * FROM users WHERE id <= 2')).toEqual(before);
  expect(await structure(admin)).toBe(made);
  expect(
    await look(
      admin,
      'SELECT username, email, password_hash, role, status, theme, logins FROM users WHERE id > 2 ORDER BY username',
    ),
  ).toEqual(
    ['anna', 'thea'].map((username) => ({
      username,
      email: `${username}@example.org`,
      password_hash: '!',
      role: 'user',
      status: 'active',
      theme: '',
      logins: 0,
    })),
  );
  expect(await verify(DATABASE, journal)).toMatchObject({ found: 0, accounts: 3, entries: 5 });
  await admin.close();
});

test('migrations go on from any version, and run again where they were cut short', async () => {
  const [first, ...rest] = ALL_MIGRATIONS;
  const session = await asDaemon(DATABASE);
  const steps = [first, ...rest].filter((migration) => migration !== undefined);
  await expect(bringUpToDate(session, steps.slice(0, 1))).rejects.toThrow(/mirror_hosts/);
  expect(await schemaVersionOf(session)).toBe(1);
  await session.run('CREATE TABLE audit_logs (id INT)').catch((error: unknown) => error);
  await administer(`DROP TABLE IF EXISTS ${DATABASE}.audit_logs`);
  await bringUpToDate(session);
  expect(await schemaVersionOf(session)).toBe(3);
  expect(await bringUpToDate(session)).toBe(3);
  await session.close();
  await mirrorOnce(DATABASE, sampleJournal());
});

/** But for the number that the next row will have. */
async function structure(admin: Session): Promise<string> {
  const [row] = await look(admin, 'SHOW CREATE TABLE users');
  return String(row?.['Create Table']).replace(/ AUTO_INCREMENT=\d+/, '');
}
