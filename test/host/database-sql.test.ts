// Statements as SQL: no name ends its quotes, and no name of a database is a pattern.

import { expect, test } from 'vitest';
import { sqlName, sqlText, statementSql } from '../../src/host/database-sql.ts';
import { grantPattern } from '../../src/host/mariadb.ts';

test('a grant names one database, whatever of its name would be a pattern', () => {
  const grant = { kind: 'grant', user: 'joko', database: 'joko_a%', access: 'read_write' } as const;
  expect(statementSql(grant)).toBe("GRANT ALL PRIVILEGES ON `joko\\_a\\%`.* TO 'joko'@'localhost'");
  expect(statementSql({ ...grant, access: 'read_only' })).toBe(
    "GRANT Select, Show view ON `joko\\_a\\%`.* TO 'joko'@'localhost'",
  );
  expect(grantPattern('joko_a\\b')).toBe('joko\\_a\\\\b');
});

test('over the quota nothing of what adds is granted', () => {
  const sql = statementSql({ kind: 'grant', user: 'joko', database: 'joko_a', access: 'frozen' });
  expect(sql).toContain('Delete, Drop');
  expect(sql).not.toMatch(/insert|update|create|alter|index|all/i);
});

test('quotes within a name do not end it', () => {
  expect(sqlName('a`; DROP DATABASE b; -- ')).toBe('`a``; DROP DATABASE b; -- `');
  expect(sqlText("a'\\")).toBe("'a''\\\\'");
  expect(() => sqlName('a\0b')).toThrow('no SQL identifier');
  expect(() => sqlName('')).toThrow('no SQL identifier');
});

test('each kind of statement is one statement about one thing', () => {
  const user = 'joko_wp';
  const login = { via: 'password', hash: `*${'A'.repeat(40)}` } as const;
  const at = "'joko_wp'@'localhost'";
  expect([
    statementSql({ kind: 'create-database', database: 'joko_a', comment: 'JoPanel joko' }),
    statementSql({ kind: 'drop-database', database: 'joko_a' }),
    statementSql({ kind: 'create-user', user, login }),
    statementSql({ kind: 'set-login', user, login: { via: 'socket' } }),
    statementSql({ kind: 'lock', user }),
    statementSql({ kind: 'end-connections', user }),
    statementSql({ kind: 'revoke-all', user }),
    statementSql({ kind: 'revoke', user, pattern: 'joko\\_a' }),
  ]).toEqual([
    "CREATE DATABASE `joko_a` CHARACTER SET utf8mb4 /*M!100500 COMMENT 'JoPanel joko' */",
    'DROP DATABASE `joko_a`',
    `CREATE USER ${at} IDENTIFIED BY PASSWORD '${login.hash}'`,
    `ALTER USER ${at} IDENTIFIED VIA unix_socket`,
    `ALTER USER ${at} ACCOUNT LOCK`,
    `KILL HARD CONNECTION USER ${at}`,
    `REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${at}`,
    `REVOKE ALL PRIVILEGES ON \`joko\\_a\`.* FROM ${at}`,
  ]);
});
