// The mirror in a real MariaDB, written by the daemon's own user with no more rights than it is given.

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { searchMirror } from '../../src/mirror/search.ts';
import { observed } from '../journal/sample.ts';
import { scratch } from '../journal/scratch.ts';
import { asAdministrator, look, startMariaDb, stopMariaDb } from './mariadb.ts';
import { asDaemon, dropDatabase, runMirror, setUpDatabase } from './mirrored.ts';

const DATABASE = 'mirror_test';

beforeAll(startMariaDb);
beforeEach(() => setUpDatabase(DATABASE));
afterAll(async () => {
  await dropDatabase(DATABASE);
  await stopMariaDb();
});

test('accounts, domains, logins and every entry are there once the mirror is in step', async () => {
  const { journal } = scratch().open();
  journal.append([
    observed('joko', { domains: ['joko.example', 'xn--mnchen-3ya.example'] }),
    observed('anna'),
  ]);
  const mirror = runMirror(DATABASE, journal);
  await mirror.inStep();
  journal.append([
    {
      kind: 'revision.applied',
      account: 'joko',
      data: {
        wave: 'w',
        revision: observed('joko', { domains: ['joko.example', 'xn--mnchen-3ya.example'] }).data.revision,
      },
    },
    { kind: 'account.purged', account: 'anna', data: { archive: null } },
  ]);
  await mirror.inStep();
  await mirror.stop();
  const admin = await asAdministrator(DATABASE);
  expect(
    await look(admin, 'SELECT username, status, package, phase, applied_at FROM mirror_accounts'),
  ).toEqual([
    {
      username: 'joko',
      status: 'active',
      package: 'basic',
      phase: 'pending',
      applied_at: '2023-11-14 22:13:23.000',
    },
  ]);
  expect(await look(admin, 'SELECT host, domain FROM mirror_domains ORDER BY domain')).toEqual([
    { host: 'web1.example', domain: 'joko.example' },
    { host: 'web1.example', domain: 'xn--mnchen-3ya.example' },
  ]);
  expect(await look(admin, 'SELECT username, host, role, password_hash FROM users ORDER BY id')).toEqual(
    ['anna', 'joko'].map((username) => ({
      username,
      host: 'web1.example',
      role: 'user',
      password_hash: null,
    })),
  );
  expect(
    await look(admin, 'SELECT sequence, action, account, hash FROM audit_logs ORDER BY sequence'),
  ).toEqual(
    journal.events().map(({ seq, kind, account, hash }) => ({ sequence: seq, action: kind, account, hash })),
  );
  expect(await searchMirror(await asDaemon(DATABASE), { query: 'MÜNCHEN', limit: 5 })).toEqual([
    { host: 'web1.example', username: 'joko' },
  ]);
  await admin.close();
});
