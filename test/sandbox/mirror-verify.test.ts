// What was changed in the tables by hand is found, and mended as far as the daemon may.

import { expect, test } from 'vitest';
import { compareAnchors } from '../../src/journal/anchor.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { beneath, observed } from '../journal/sample.ts';
import { scratch } from '../journal/scratch.ts';
import { administer, asAdministrator } from './mariadb.ts';
import {
  allRows,
  anchorsOf,
  mirrorOnce,
  rebuild,
  sampleJournal,
  useFreshDatabases,
  verify,
} from './mirrored.ts';

const DATABASE = 'mirror_verify';

useFreshDatabases(DATABASE);

test.each([
  [
    'a value',
    "UPDATE mirror_accounts SET status = 'suspended' WHERE username = 'anna'",
    'account',
    'anna',
    /status is suspended/,
  ],
  ['a row', "DELETE FROM mirror_accounts WHERE username = 'thea'", 'account', 'thea', /missing/],
  ['all rows', 'DELETE FROM mirror_accounts', 'account', 'anna', /missing/],
  [
    'a row too many',
    "INSERT INTO mirror_accounts (host, username, phase, words, trigrams) VALUES ('web1.example', 'zoe', 'applied', '', '')",
    'account',
    'zoe',
    /no such account/,
  ],
  [
    'the words',
    "UPDATE mirror_accounts SET trigrams = '' WHERE username = 'joko'",
    'account',
    'joko',
    /found by/,
  ],
  ['a domain', "DELETE FROM mirror_domains WHERE username = 'joko'", 'account', 'joko', /domains are none/],
  [
    'a domain too many',
    "INSERT INTO mirror_domains VALUES ('web1.example', 'joko', 'b.example')",
    'account',
    'joko',
    /b\.example/,
  ],
  ['a login', "DELETE FROM users WHERE username = 'joko'", 'login', 'joko', /no row in users/],
  ['an entry', 'DELETE FROM audit_logs WHERE sequence = 2', 'audit', '2', /missing/],
  ['all entries', 'DELETE FROM audit_logs', 'audit', '1', /missing/],
  ['the cursor', 'DELETE FROM mirror_hosts', 'cursor', '', /nothing/],
])('%s changed by hand is found, and mended by a rebuild', async (_, statement, what, subject, message) => {
  const journal = sampleJournal();
  await mirrorOnce(DATABASE, journal);
  expect(await verify(DATABASE, journal)).toMatchObject({ found: 0 });
  const whole = await allRows(DATABASE);
  const admin = await asAdministrator(DATABASE);
  await admin.run(statement);
  await admin.close();
  const { findings } = await verify(DATABASE, journal);
  expect(findings).toContainEqual({
    what,
    subject,
    message: expect.stringMatching(message),
    mend: 'rebuild',
  });
  await rebuild(DATABASE, journal);
  expect(await verify(DATABASE, journal)).toMatchObject({ found: 0, findings: [] });
  expect(await allRows(DATABASE)).toEqual(whole);
});

test.each([
  ["UPDATE audit_logs SET detail = '{}' WHERE sequence = 2", '2', /detail was changed/],
  ["UPDATE audit_logs SET account = 'thea' WHERE sequence = 2", '2', /account was changed/],
  [
    "UPDATE audit_logs SET hash = REPEAT('0', 64) WHERE sequence = 2",
    '2',
    /another entry stands in its place/,
  ],
  [
    'INSERT INTO audit_logs SELECT host, journal, 99, time, account, actor, action, detail, hash FROM audit_logs LIMIT 1',
    '99',
    /before/,
  ],
])(
  'an audit entry changed by hand is found and left to an administrator: %s',
  async (statement, subject, message) => {
    const journal = sampleJournal();
    await mirrorOnce(DATABASE, journal);
    await administer(statement.replace(/audit_logs/g, `${DATABASE}.audit_logs`));
    await rebuild(DATABASE, journal);
    expect((await verify(DATABASE, journal)).findings).toEqual([
      { what: 'audit', subject, message: expect.stringMatching(message), mend: 'administrator' },
    ]);
    // What the documents ask of the administrator.
    await administer(`DELETE FROM ${DATABASE}.audit_logs WHERE sequence = ${subject}`);
    await rebuild(DATABASE, journal);
    expect(await verify(DATABASE, journal)).toMatchObject({ found: 0 });
  },
);

test('what the journal has dropped stays, and is held to its chain', async () => {
  const journal = sampleJournal();
  await mirrorOnce(DATABASE, journal);
  const before = await allRows(DATABASE);
  journal.append([{ kind: 'drift.healed', account: 'anna', data: { resource: 'home', item: 'mode' } }]);
  await mirrorOnce(DATABASE, journal);
  journal.prune({ keepEvents: 2, atLeast: 1 });
  await mirrorOnce(DATABASE, journal);
  await rebuild(DATABASE, journal);
  expect(await verify(DATABASE, journal)).toMatchObject({ found: 0, entries: 7 });
  const after = await allRows(DATABASE);
  expect(after.audit.slice(0, before.audit.length)).toEqual(before.audit);
  expect(after.audit.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  await administer(
    `UPDATE ${DATABASE}.audit_logs SET detail = REPLACE(detail, 'basic', 'gold') WHERE sequence = 2`,
  );
  expect((await verify(DATABASE, journal)).findings).toMatchObject([
    { subject: '2', mend: 'nobody', message: expect.stringContaining('does not follow') },
  ]);
  await administer(`DELETE FROM ${DATABASE}.audit_logs WHERE sequence IN (2, 3)`);
  expect((await verify(DATABASE, journal)).findings).toMatchObject([
    { subject: '2', mend: 'nobody', message: expect.stringContaining('the 1 after it are missing') },
  ]);
});

const SECRET = `$6$salt$${'x'.repeat(40)}`;

/** Entry 6 holds a secret, which its copy does not; all but the newest two are dropped. */
async function droppedWithSecret(): Promise<Journal> {
  const journal = sampleJournal();
  const data = { wave: 'w', resource: 'home', summary: 'made', error: `it says ${SECRET}` };
  journal.append([{ kind: 'step.failed', account: 'joko', data }]);
  journal.append([{ kind: 'drift.healed', account: 'anna', data: { resource: 'home', item: 'mode' } }]);
  await mirrorOnce(DATABASE, journal);
  journal.prune({ keepEvents: 1, atLeast: 1 });
  await mirrorOnce(DATABASE, journal);
  return journal;
}

test.each([
  ['an entry that only claims to be without its secrets', 2, `REPLACE(detail, '"basic"', '"(redacted)"')`],
  ['an entry that claims to have been too large', 4, `'{"omitted_characters":300000}'`],
  ['another text around what was taken out', 6, `REPLACE(detail, 'it says', 'it denies')`],
  ['a secret put back', 6, `REPLACE(detail, '(redacted)', '(nothing)')`],
])('of dropped entries the audit log shows %s', async (_, sequence, detail) => {
  const journal = await droppedWithSecret();
  expect(await verify(DATABASE, journal)).toMatchObject({ found: 0 });
  await administer(`UPDATE ${DATABASE}.audit_logs SET detail = ${detail} WHERE sequence = ${sequence}`);
  expect((await verify(DATABASE, journal)).findings).toMatchObject([
    { what: 'audit', subject: String(sequence), mend: 'nobody' },
  ]);
});

test.each([
  ['actor', 2, "'mallory'"],
  ['actor', 6, "'mallory'"],
  ['account', 6, "'thea'"],
  ['time', 6, "'2020-01-01 00:00:00.000'"],
])('a changed %s of the dropped entry %i is found', async (column, sequence, value) => {
  const journal = await droppedWithSecret();
  await administer(`UPDATE ${DATABASE}.audit_logs SET ${column} = ${value} WHERE sequence = ${sequence}`);
  expect((await verify(DATABASE, journal)).findings).toMatchObject([
    { what: 'audit', subject: String(sequence), mend: 'nobody' },
  ]);
});

test('a journal whose end was cut off, or whose entries were rewritten, is found by the audit log', async () => {
  const { path, open } = scratch();
  const { journal } = open();
  for (let index = 0; index < 6; index++) journal.append([observed(`user${index}`, { uid: 10_000 + index })]);
  await mirrorOnce(DATABASE, journal);
  const anchors = await anchorsOf(DATABASE, journal);
  journal.close();
  expect(compareAnchors(path, anchors, 'audit-log')).toEqual({ compared: 6, findings: [] });

  beneath(path, (db) => db.exec('DELETE FROM events WHERE seq > 4'));
  const again = open().journal;
  expect(compareAnchors(path, anchors, 'audit-log').findings).toMatchObject([
    { damage: 'anchor', seq: 5, message: expect.stringContaining('MariaDB') },
  ]);
  for (let index = 0; index < 6; index++) again.append([observed(`other${index}`, { uid: 20_000 + index })]);
  expect(await anchorsOf(DATABASE, again)).toEqual(anchors);
  again.close();
  expect(compareAnchors(path, anchors, 'audit-log').findings).toMatchObject([{ damage: 'anchor', seq: 5 }]);
});
