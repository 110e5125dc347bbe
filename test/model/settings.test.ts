import { expect, test } from 'vitest';
import { metricsAddress } from '../../src/model/metrics-listen.ts';
import { allocatedIds, parseSettings } from '../../src/model/settings.ts';

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

test.each([
  [
    '{\n  "quiet_ms": "100"\n}',
    'jopaneld.json:2:15 /quiet_ms: is text, not a number — write the number without quotes',
  ],
  ['{"quietms": 5}', 'jopaneld.json:1:2 /quietms: is not a known key: "quietms" — did you mean quiet_ms?'],
  [
    '{"vanish": {"max_acounts": 1}}',
    'jopaneld.json:1:13 /vanish/max_acounts: is not a known key: "max_acounts" — did you mean max_accounts?',
  ],
  [
    '{"drift": "maybe"}',
    'jopaneld.json:1:11 /drift: is "maybe", which is not known — write "heal" or "report"',
  ],
  [
    '{"uid_min": 7000, "uid_max": 6000}',
    'jopaneld.json:1:13 /uid_min: is 7000, above uid_max, which is 6000 — let uid_min be the lower one',
  ],
  [
    '{"quiet_ms": 1, "quiet_ms": 2}',
    'jopaneld.json:1:17 /quiet_ms: is there twice: "quiet_ms" — keep one of the two',
  ],
  ['{"status_group": "No Group"}', 'jopaneld.json:1:18 /status_group: must be the name of a group'],
])('%s is reported with its place and a remedy', (text, error) => {
  expect(parseSettings(text)).toEqual({ ok: false, errors: [error] });
});

test('several slips are reported from top to bottom', () => {
  const parsed = parseSettings('{\n  "sweep_second": 5,\n  "drift": "Heal"\n}');
  const places = parsed.ok ? [] : parsed.errors.map((error) => error.split(' ')[0]);
  expect(places).toEqual(['jopaneld.json:2:3', 'jopaneld.json:3:12']);
});

test('what an unknown key could have been has no keys of one’s own among it, and the file is named as it was given', () => {
  const parsed = parseSettings('{"zzzzzzzz": 1}', '/etc/other.json');
  const [error = ''] = parsed.ok ? [] : parsed.errors;
  expect(error).toMatch(/^\/etc\/other\.json:1:2 \/zzzzzzzz: .*known here are users_dir, .*mariadb$/);
});

test.each([
  ['"127.0.0.1:9710"', { address: '127.0.0.1', port: 9710 }],
  ['"[::1]:9710"', { address: '::1', port: 9710 }],
  ['{"address": "127.0.0.2", "port": 80}', { address: '127.0.0.2', port: 80 }],
  [
    '{"address": "192.0.2.1", "port": 9710, "tls_cert_file": "/c", "tls_key_file": "/k", "client_ca_file": "/a"}',
    { address: '192.0.2.1', port: 9710, tls: { certFile: '/c', keyFile: '/k', clientCaFile: '/a' } },
  ],
])('metrics may be served at %s', (value, address) => {
  const parsed = parseSettings(`{"metrics_listen": ${value}}`);
  const setting = parsed.ok ? parsed.settings.metrics_listen : null;
  expect(setting === null ? undefined : metricsAddress(setting)).toEqual(address);
});

test.each([
  '"0.0.0.0:9710"',
  '"[::]:9710"',
  '"192.0.2.1:9710"',
  '"127.0.0.1"',
  '"127.0.0.1:0"',
  '"127.0.0.1:65536"',
  '"127.0.0.1.example.net:80"',
  '"localhost:9710"',
  '"[::ffff:192.0.2.1]:80"',
  '{"address": "192.0.2.1", "port": 80}',
  '{"address": "192.0.2.1", "port": 80, "tls_cert_file": "/c", "tls_key_file": "/k"}',
  '{"address": "127.0.0.1", "port": 80, "tls_cert_file": "/c"}',
  '{"address": "127.0.0.1", "port": 80, "client_ca_file": "/a"}',
  '{"address": "example.net", "port": 80}',
  '{"address": "127.0.0.1"}',
])('metrics are not served at %s', (value) => {
  expect(parseSettings(`{"metrics_listen": ${value}}`)).toEqual({
    ok: false,
    errors: [expect.stringContaining('/metrics_listen')],
  });
});

test('new accounts get uids of the whole range, or of the part that is this host’s', () => {
  const range = (text: string) => {
    const parsed = parseSettings(text);
    return parsed.ok ? allocatedIds(parsed.settings) : parsed.errors;
  };
  expect(range('{}')).toEqual({ least: 10_000, most: 59_999 });
  expect(range('{"uid_allocate": [20000, 29999]}')).toEqual({ least: 20_000, most: 29_999 });
  for (const wrong of [
    '[9999, 20000]',
    '[20000, 60000]',
    '[300, 200]',
    '[20001, 20000]',
    '[20000]',
    '"20000-29999"',
  ])
    expect(range(`{"uid_allocate": ${wrong}}`)).toEqual([expect.stringContaining('/uid_allocate')]);
});
