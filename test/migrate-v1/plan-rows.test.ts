// Odd values of V1's rows: numbers, dates, limits, and rows that belong to no account.

import { expect, test } from 'vitest';
import { planV1 } from '../../migrate-v1/plan/plan-v1.ts';
import { sourceOf } from '../../migrate-v1/rows/source.ts';
import { choices } from './host-survey.ts';
import { accountNamed, blocks, entry, file, HOST, plan } from './plan-sample.ts';
import { type Row, v1Database } from './v1-database.ts';

test('a number that is too large is a fault of its row, and names table, id, column and value', () => {
  const tables = v1Database(3);
  const packages = tables.packages.map(
    (row): Row => (row.id === 1 ? { ...row, bandwidth_mb: '9223372036854775807' } : row),
  );
  const planned = planV1(sourceOf({ ...tables, packages }, 0), HOST, choices());
  const ofPackage = planned.general.find(({ kind }) => kind === 'unreadable');
  expect(ofPackage?.subject).toBe('packages 1 "Starter"');
  expect(ofPackage?.what).toContain('bandwidth_mb is 9223372036854775807');
  expect(entry(planned, 'usual0002').state).toBe('write');
  const held = entry(planned, 'usual0001');
  expect(held.findings.filter(({ blocks }) => blocks)).toMatchObject([
    { kind: 'package', subject: 'packages 1 "Starter"' },
  ]);
  const accept = new Set(['package']);
  const taken = planV1(sourceOf({ ...tables, packages }, 0), HOST, choices({ accept }));
  expect(file(taken, 'usual0001', 'limits.json')).toMatchObject({
    bandwidth_quota_mb: 102_400,
    max_databases: 10,
  });
  expect(entry(taken, 'usual0001').findings.find(({ accepted }) => accepted)?.proposal).toBe(
    'use the limits of the template starter',
  );
});

test('a limit that limits.json cannot hold is a fault of the package, by row and column', () => {
  const tables = v1Database(3);
  const packages = tables.packages.map((row): Row => (row.id === 1 ? { ...row, max_ftp: -1 } : row));
  const planned = planV1(sourceOf({ ...tables, packages }, 0), HOST, choices());
  const said = planned.general.map(({ subject, what }) => `${subject}: ${what}`);
  expect(said).toContainEqual(expect.stringMatching(/^packages 1 "Starter": max_ftp is -1/));
  expect(blocks(planned, 'usual0001')).toEqual(['package']);
});

test('large numbers that fit are read, as the server prints them', () => {
  const tables = v1Database(3);
  const packages = tables.packages.map(
    (row): Row => ({ ...row, id: String(row.id), disk_quota_mb: '4096.00' }),
  );
  const users = tables.users.map((row): Row => ({ ...row, id: String(row.id) }));
  const planned = planV1(sourceOf({ ...tables, packages, users }, 0), HOST, choices());
  expect(file(planned, 'usual0001', 'limits.json')).toMatchObject({ disk_quota_mb: 4096 });
});

test('a zero date means that a user is not deleted', () => {
  const tables = v1Database(3);
  const users = tables.users.map((row): Row => ({ ...row, deleted_at: '0000-00-00 00:00:00' }));
  const planned = planV1(sourceOf({ ...tables, users }, 0), HOST, choices());
  expect(entry(planned, 'usual0001').state).toBe('write');
});

test('one fault is one finding', () => {
  const tables = v1Database(3);
  const only = (domain: Row) => ({
    ...tables,
    domains: [
      ...tables.domains.filter(({ user_id }) => user_id !== 1),
      { ...tables.domains[0], user_id: 1, ...domain },
    ],
  });
  for (const domain of [
    { domain_name: null },
    { type: null },
    { domain_name: '192.0.2.1' },
    { domain_name: "x'; DROP TABLE users" },
  ])
    expect([domain, blocks(planV1(sourceOf(only(domain), 0), HOST, choices()), 'usual0001')]).toHaveProperty(
      '1.length',
      1,
    );
});

test('an account of jopanel that the panel knows by its login only is no matter of the migration', () => {
  const tables = v1Database(1);
  const own = { ...tables.users[0], id: 700, username: 'newer', package_id: null, email: null };
  const sets = new Map([['newer', accountNamed('newer', { ...plan().files.usual0001 })]]);
  const planned = planV1(
    sourceOf({ ...tables, users: [...tables.users, own] }, 0),
    { ...HOST, sets },
    choices(),
  );
  expect(entry(planned, 'newer')).toMatchObject({
    state: 'skipped',
    findings: [{ kind: 'exists', blocks: false }],
  });
});

test('with passwords, the hash of the panel becomes that of Linux, where crypt knows it', () => {
  const tables = v1Database(2);
  const users = tables.users.map(
    (row): Row => (row.id === 2 ? { ...row, password_hash: '$1$old$md5' } : row),
  );
  const planned = planV1(sourceOf({ ...tables, users }, 0), HOST, choices({ withPasswords: true }));
  expect(file(planned, 'usual0001', 'account.json')).toHaveProperty('password_hash', users[0]?.password_hash);
  expect(file(planned, 'usual0002', 'account.json')).not.toHaveProperty('password_hash');
  expect(entry(planned, 'usual0002').findings.map(({ kind }) => kind)).toContain('password');
  for (const { findings } of planned.accounts) expect(JSON.stringify(findings)).not.toContain('$1$old');
});

test('what is not carried over is a note, and holds no account back', () => {
  const kinds = (username: string) =>
    entry(plan(), username).findings.map(({ kind, subject }) => [kind, subject]);
  expect(kinds('extraftp')).toEqual([
    ['ftp', 'extraftp_dev'],
    ['ftp', 'extraftp'],
    ['database', '"extraftp_shop" in MariaDB'],
  ]);
  const ofName = ['database', '"28_wp"'];
  expect(kinds('sslsite')).toEqual([ofName, ['certificate', 'sslsite.example']]);
  expect(kinds('resel')).toEqual([['panel_role', 'role reseller']]);
  const certificates = new Set(['sslsite.example']);
  const certified = entry(plan(1, { host: { certificates } }), 'sslsite').findings;
  expect(certified.map(({ kind }) => kind)).not.toContain('certificate');
});

test('what belongs to no account is a general note: rows without a user, mail limits, zeros', () => {
  const { general } = plan();
  const said = general.map(({ subject, what }) => `${subject} ${what}`).join('\n');
  for (const words of ['nobodys.example', 'max_emails 10', 'bandwidth_mb, max_ftp is 0', 'Größer & mehr'])
    expect(said).toContain(words);
  expect(general.every(({ blocks }) => !blocks)).toBe(true);
});

test('proposed names are free, fit, and are promised once', () => {
  const tables = v1Database(1);
  const extra = ['Anna', 'ÄNNA', 'anna', 'a.n.n.a', '1', 'Root', 'Joko_The_Very_Long_Name'].map(
    (username, index): Row => ({ ...tables.users[0], id: 500 + index, username }),
  );
  const planned = planV1(sourceOf({ ...tables, users: [...tables.users, ...extra] }, 0), HOST, choices());
  const proposals = extra
    .filter(({ username }) => username !== 'anna')
    .map(({ username }) => {
      const { proposal } =
        entry(planned, String(username)).findings.find(({ kind }) => kind === 'username') ?? {};
      return /rename it to (\S+)/.exec(proposal ?? '')?.[1];
    });
  expect(proposals).toEqual(['anna2', 'anna3', 'anna4', 'user', 'root2', 'jokotheverylongn']);
});
