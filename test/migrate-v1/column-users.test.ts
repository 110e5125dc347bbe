import { expect, test } from 'vitest';
import { columnUsers } from '../../migrate-v1/drop/column-users.ts';
import type { StoredProgram } from '../../migrate-v1/drop/stored-programs.ts';

const program = (
  kind: StoredProgram['kind'],
  text: string,
  more: Partial<StoredProgram> = {},
): StoredProgram => ({
  kind,
  database: 'v1',
  name: 'it',
  table: kind === 'trigger' ? 'users' : undefined,
  text,
  ...more,
});
const COLUMNS = ['updated_at', 'status', 'email', 'deleted_at'];
const onDomains = { table: 'domains' };
const elsewhere = { database: 'stats' };

test.each([
  program('trigger', 'SET NEW.updated_at = NOW()'),
  program('trigger', 'BEGIN IF old . `status` = 1 THEN SET @a = 1; END IF; END'),
  program('trigger', 'INSERT INTO log SELECT email FROM users WHERE id = NEW.user_id', onDomains),
  program('trigger', 'SET NEW.owner = (SELECT u.email FROM users AS u WHERE u.id = NEW.user_id)', onDomains),
  program('view', 'select `v1`.`users`.`id` AS `id` from `v1`.`users` where `v1`.`users`.`status` = 1'),
  program('view', 'select `u`.`id` AS `id` from (`v1`.`users` `u` join `v1`.`x` on(`u`.`updated_at` = 1))'),
  program('procedure', "BEGIN UPDATE users SET status = 'suspended' WHERE id = n; END"),
  program('procedure', "PREPARE s FROM 'SELECT email FROM users'"),
  program('procedure', 'INSERT INTO users VALUES (1, 2, 3)'),
  program('procedure', 'SELECT * INTO a, b, c FROM users LIMIT 1'),
  program('procedure', 'DECLARE mail TYPE OF users.email'),
  program('function', "RETURN (SELECT `status` = 'active' FROM `users` WHERE id = n)"),
  program('event', 'DELETE FROM users WHERE deleted_at < NOW()'),
  program('event', 'DELETE FROM users /*! WHERE deleted_at < NOW() */'),
  program('function', 'RETURN (SELECT email FROM v1.users LIMIT 1)', elsewhere),
  program('view', 'select `v1`.`users`.`email` AS `e` from `v1`.`users`', elsewhere),
])('$kind of $database uses a column: $text', (used) => {
  const label = used.database === 'v1' ? `${used.kind} it` : `${used.kind} stats.it`;
  expect(columnUsers(COLUMNS, [used], 'v1')).toEqual({ using: [label], unread: [] });
});

test.each([
  program('trigger', 'SET NEW.status_text = NOW()'),
  program('trigger', 'INSERT INTO log (status) VALUES (NEW.role)'),
  program('trigger', 'SET NEW.status = 1', onDomains),
  program('trigger', "UPDATE domains SET status = 'x' WHERE id = NEW.id", onDomains),
  program('view', 'select `v1`.`users`.`id` AS `status` from `v1`.`users`'),
  program(
    'view',
    'select `d`.`status` AS `s`,`u`.`id` AS `id` from (`v1`.`users` `u` join `v1`.`domains` `d`)',
  ),
  program('procedure', 'SELECT u.username, d.status FROM users u JOIN domains d ON d.user_id = u.id'),
  program('procedure', 'SELECT COUNT(*) FROM users'),
  program('procedure', 'SELECT username FROM users -- once by email\n WHERE id = 1'),
  program('event', 'DELETE FROM panel_users WHERE deleted_at < NOW()'),
  program('function', 'RETURN (SELECT email FROM users LIMIT 1)', elsewhere),
])('$kind of $database uses none: $text', (unused) => {
  expect(columnUsers(COLUMNS, [unused], 'v1')).toEqual({ using: [], unread: [] });
});

test('a program that may not be read is named', () => {
  const hidden = { ...program('procedure', ''), text: undefined };
  expect(columnUsers(COLUMNS, [hidden], 'v1')).toEqual({ using: [], unread: ['procedure it'] });
});
