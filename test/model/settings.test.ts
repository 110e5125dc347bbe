import { expect, test } from 'vitest';
import { parseSettings } from '../../src/model/settings.ts';

const mariadb = (value: unknown) => parseSettings(JSON.stringify({ mariadb: value }));
const who = { user: 'jopanel', database: 'panel' };

test('MariaDB is reached over a socket or a host, with or without a password file', () => {
  for (const way of [
    { socket: '/run/mysqld/mysqld.sock' },
    { host: 'db.example.net' },
    { host: '::1', port: 3307 },
    { host: '10.0.0.1', password_file: '/etc/jopanel/mariadb.password' },
  ])
    expect(mariadb({ ...who, ...way })).toMatchObject({
      ok: true,
      settings: { mariadb: { ...who, ...way } },
    });
});

test.each([
  [{ ...who }, 'either a socket or a host'],
  [{ ...who, socket: '/run/m.sock', host: 'db' }, 'either a socket or a host'],
  [{ ...who, socket: '/run/m.sock', port: 3306 }, 'a port belongs to a host'],
  [{ ...who, socket: 'm.sock' }, '/mariadb/socket'],
  [{ ...who, host: 'db', port: 0 }, '/mariadb/port'],
  [{ ...who, host: 'db; rm' }, '/mariadb/host'],
  [{ ...who, host: 'db', database: 'a`b' }, '/mariadb/database'],
  [{ ...who, host: 'db', password: 'secret' }, 'password'],
])('%j is refused', (value, reason) => {
  const parsed = mariadb(value);
  expect(parsed.ok ? '' : parsed.errors.join()).toContain(reason);
});
