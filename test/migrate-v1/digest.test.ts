// A plan holds as long as the rows it is made of; logins change nothing that counts.

import { expect, test } from 'vitest';
import { clientOptions } from '../../migrate-v1/backup/client-options.ts';
import { rowsDigest } from '../../migrate-v1/rows/rows-digest.ts';
import { timeOfV1 } from '../../migrate-v1/rows/v1-time.ts';
import { type Row, v1Database } from './v1-database.ts';

const TABLES = v1Database(2);
const digest = (users: readonly Row[], withPasswords = false) =>
  rowsDigest({ ...TABLES, users }, { withPasswords });
const changed = (change: Row) =>
  TABLES.users.map((row, index) => (index === 0 ? { ...row, ...change } : row));

test('the order in which the server finds rows is no matter, and what a login changes is none', () => {
  const before = digest(TABLES.users);
  expect(digest(TABLES.users.toReversed())).toBe(before);
  expect(digest(changed({ updated_at: '2026-01-01 00:00:00' }))).toBe(before);
  expect(digest(changed({ password_hash: 'another' }))).toBe(before);
  expect(digest(changed({ password_hash: 'another' }), true)).not.toBe(digest(TABLES.users, true));
});

test.each<Row>([
  { email: 'x' },
  { status: 'suspended' },
  { package_id: 9 },
  { deleted_at: '2026-01-01 00:00:00' },
])('a change of %j is one', (change) => {
  expect(digest(changed(change))).not.toBe(digest(TABLES.users));
});

test('a row that moves to another table of the same shape is a change', () => {
  const { databases, ftp_accounts } = TABLES;
  const moved = { ...TABLES, databases: ftp_accounts, ftp_accounts: databases };
  expect(rowsDigest(moved, { withPasswords: false })).not.toBe(rowsDigest(TABLES, { withPasswords: false }));
});

test('times keep the hour that they meant', () => {
  expect(timeOfV1('2021-07-01 12:00:00', 'UTC')).toBe('2021-07-01T12:00:00+00:00');
  expect(timeOfV1('2021-07-01 12:00:00.5', 'Europe/Berlin')).toBe('2021-07-01T12:00:00+02:00');
  for (const none of [null, '', '0000-00-00 00:00:00', 'yesterday', '2021-02-31 00:00:00'])
    expect(timeOfV1(none, 'UTC')).toBeUndefined();
});

test('options are written in the letters of their format, or not at all', () => {
  const at = { socket: '/run/mysqld/mysqld.sock' };
  expect(clientOptions({ at, user: 'a"b\\c', password: 'p#;', database: 'x' })).toBe(
    '[client]\nsocket="/run/mysqld/mysqld.sock"\nuser="a\\"b\\\\c"\npassword="p#;"\ndefault-character-set="utf8mb4"\n',
  );
  expect(() => clientOptions({ at, user: 'a\nhost=evil', password: undefined, database: 'x' })).toThrow();
  expect(
    clientOptions({ at: { host: 'db', port: 3307 }, user: 'a', password: undefined, database: 'x' }),
  ).toContain('host="db"\nport="3307"\nprotocol="tcp"\n');
  const tls = { caFile: '/etc/jopanel/ca.pem', ca: '' };
  expect(clientOptions({ at, user: 'a', password: undefined, database: 'x', tls })).toContain(
    'ssl-ca="/etc/jopanel/ca.pem"\nssl-verify-server-cert\n',
  );
});
