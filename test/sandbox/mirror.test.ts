// The mirror in a real MariaDB, written by the daemon's own user with no more rights than it is given.

import { expect, test } from 'vitest';
import { searchMirror } from '../../src/mirror/search.ts';
import { observed, openMemory } from '../journal/sample.ts';
import {
  allRows,
  asDaemon,
  HOST,
  mirrorOnce,
  rebuild,
  runMirror,
  sampleJournal,
  useFreshDatabases,
  verify,
} from './mirrored.ts';

const DATABASE = 'mirror_test';

useFreshDatabases(DATABASE);

test('accounts, domains, logins and every entry are there once the mirror is in step', async () => {
  const journal = openMemory();
  const joko = observed('joko', { domains: ['joko.example', 'xn--mnchen-3ya.example'] });
  journal.append([joko, observed('anna')]);
  const mirror = runMirror(DATABASE, journal);
  await mirror.inStep();
  journal.append([
    { kind: 'revision.applied', account: 'joko', data: { wave: 'w', revision: joko.data.revision } },
    { kind: 'account.purged', account: 'anna', data: { archive: null } },
  ]);
  await mirror.inStep();
  await mirror.stop();
  const { accounts, domains, logins, audit } = await allRows(DATABASE);
  expect(accounts).toMatchObject([
    {
      host: HOST,
      username: 'joko',
      status: 'active',
      package: 'basic',
      primary_domain: 'joko.example',
      contact_email: 'joko@example.org',
      phase: 'pending',
      applied_revision: joko.data.revision,
      applied_at: '2023-11-14 22:13:23.000',
    },
  ]);
  expect(domains.map(({ domain }) => domain)).toEqual(['joko.example', 'xn--mnchen-3ya.example']);
  expect(logins).toEqual(
    ['anna', 'joko'].map((username) => ({ host: HOST, username, role: 'user', password_hash: null })),
  );
  expect(audit).toMatchObject(
    journal.events().map(({ seq, kind, account, hash }) => ({ sequence: seq, action: kind, account, hash })),
  );
  const session = await asDaemon(DATABASE);
  expect(await searchMirror(session, { query: 'MÜNCHEN', limit: 5 })).toEqual([
    { host: HOST, username: 'joko' },
  ]);
  await session.close();
});

test('two hosts keep their rows apart in one database', async () => {
  const one = sampleJournal();
  await mirrorOnce(DATABASE, one, 'web1.example');
  const two = openMemory();
  two.append([observed('joko', { domains: ['second.example'] })]);
  await mirrorOnce(DATABASE, two, 'web2.example');
  await rebuild(DATABASE, two, 'web2.example');
  expect(await verify(DATABASE, one, 'web1.example')).toMatchObject({ found: 0, accounts: 3 });
  expect(await verify(DATABASE, two, 'web2.example')).toMatchObject({ found: 0, accounts: 1 });
  const session = await asDaemon(DATABASE);
  expect(await searchMirror(session, { query: 'joko', limit: 5 })).toEqual([
    { host: 'web1.example', username: 'joko' },
    { host: 'web2.example', username: 'joko' },
  ]);
  await session.close();
});

test('a mirror that begins after the journal was pruned begins where that does', async () => {
  const journal = sampleJournal();
  journal.prune({ keepEvents: 1, atLeast: 1 });
  await mirrorOnce(DATABASE, journal);
  expect(await verify(DATABASE, journal)).toMatchObject({ found: 0, accounts: 3 });
  expect((await allRows(DATABASE)).audit.map(({ sequence }) => sequence)).toEqual([5, 6]);
});

test('a journal that was lost and started again adds its own entries to those of the old one', async () => {
  await mirrorOnce(DATABASE, sampleJournal());
  const again = openMemory(undefined, 'second journal');
  again.append([observed('joko')]);
  await mirrorOnce(DATABASE, again);
  expect(await verify(DATABASE, again)).toMatchObject({ found: 0, accounts: 1, entries: 1 });
  const { accounts, audit } = await allRows(DATABASE);
  expect(accounts.map(({ username }) => username)).toEqual(['joko']);
  expect(audit.map(({ journal, sequence }) => [journal, sequence])).toEqual([
    ['second journal', 1],
    ...[1, 2, 3, 4, 5].map((sequence) => ['test', sequence]),
  ]);
});

test('a journal that was put back from an older copy goes its own way, and both ways are kept', async () => {
  const clock = () => 1_700_000_000_000;
  const kept = openMemory(clock);
  const copy = openMemory(clock);
  for (const journal of [kept, copy]) journal.append([observed('joko')]);
  kept.append([observed('anna')]);
  await mirrorOnce(DATABASE, kept);
  copy.append([observed('thea'), observed('zoe')]);
  await mirrorOnce(DATABASE, copy);
  const { accounts, audit } = await allRows(DATABASE);
  expect(accounts.map(({ username }) => username)).toEqual(['joko', 'thea', 'zoe']);
  expect(audit.map(({ sequence, account }) => `${sequence} ${account}`).sort()).toEqual([
    '1 joko',
    '2 anna',
    '2 thea',
    '3 zoe',
  ]);
});

test('an account with thousands of long domain names is mirrored whole, and holds up no other account', async () => {
  const journal = openMemory();
  const label = 'long'.repeat(15);
  const domains = Array.from({ length: 4000 }, (_, at) => `d${at}.${label}.example`);
  journal.append([observed('large', { domains }), observed('small', { uid: 10_001 })]);
  await mirrorOnce(DATABASE, journal);
  expect(await verify(DATABASE, journal)).toMatchObject({ found: 0, accounts: 2, lag: 0 });
  const session = await asDaemon(DATABASE);
  const found = await searchMirror(session, { query: 'd3999.long', limit: 5 });
  expect(found.map(({ username }) => username)).toEqual(['large']);
  await session.close();
});
