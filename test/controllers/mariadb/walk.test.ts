// Random sets and random meddling on a simulated server: the rights end as the set says, whatever was before.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mariaDb } from '../../../controllers/mariadb/controller.ts';
import { type DatabaseAccess, grantPattern } from '../../../src/host/mariadb.ts';
import type { Account } from '../../../src/model/account.ts';
import type { Machine, SimDatabaseUser } from '../../sim/machine.ts';
import { type Bench, bench, planOf } from '../conformance.ts';
import { sampleAccount } from '../sample-account.ts';

const HASHES = [`*${'6C8989366E'.repeat(4)}`, `*${'0'.repeat(40)}`] as const;
const DATABASES = ['anna_a', 'anna_a_b', 'anna_%', 'anna_x'] as const;
const USERS = ['anna_w', 'anna_r', 'anna_%'] as const;
const MB = 1024 * 1024;

const wanted = fc.record({
  databases: fc.subarray([...DATABASES]),
  users: fc.dictionary(
    fc.constantFrom(...USERS),
    fc.dictionary(fc.constantFrom(...DATABASES), fc.constantFrom('read_write', 'read_only')),
  ),
  hash: fc.constantFrom(...HASHES),
  lifecycle: fc.constantFrom('active', 'active', 'active', 'suspended', 'retired'),
  quotaMb: fc.constantFrom(0, 10),
});
type ValueOf<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
type Wanted = ValueOf<typeof wanted>;

const meddling = fc.record({
  user: fc.constantFrom('anna', ...USERS),
  does: fc.constantFrom(
    'nothing',
    'grants a pattern',
    'grants on the server',
    'locks',
    'unlocks',
    'takes all',
    'drops',
  ),
  fills: fc.record({ database: fc.constantFrom(...DATABASES), bytes: fc.constantFrom(0, 9.5 * MB, 20 * MB) }),
});

function accountOf({ databases, users, hash, quotaMb }: Wanted): Account {
  const allowed = Object.entries(users).map(([name, access]) => ({
    name,
    password_hash: hash,
    databases: Object.fromEntries(Object.entries(access).filter(([each]) => isAmong(databases, each))),
  }));
  return sampleAccount('anna', {
    limits: { database_quota_mb: quotaMb, max_databases: 0, max_db_users: 0 },
    services: {
      php: { enabled: false, version: '8.2', fpm_pool: 'jopanel-anna', open_basedir: ['/home/anna'] },
      mariadb: { enabled: true, databases: databases.map((name) => ({ name })), users: allowed },
    },
  });
}

function isAmong(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

function meddle({ mariadb }: Machine, { user, does, fills }: ValueOf<typeof meddling>): void {
  const filled = mariadb.databases.get(fills.database);
  if (filled !== undefined) filled.bytes = fills.bytes;
  const there = mariadb.users.get(user);
  if (there === undefined) return;
  if (does === 'grants a pattern') there.grants.set('anna%', 'other');
  if (does === 'grants on the server') there.hasOtherRights = true;
  if (does === 'locks' || does === 'unlocks') there.isLocked = does === 'locks';
  if (does === 'takes all') there.grants.clear();
  if (does === 'drops') mariadb.users.delete(user);
}

/** Plans and does it, up and then down, as a wave does. */
async function bringAboutOnce(on: Bench, { lifecycle, ...rest }: Wanted): Promise<number> {
  const plan = await planOf(on, mariaDb, { account: accountOf({ lifecycle, ...rest }), lifecycle });
  expect(plan.blocked).toBeUndefined();
  const ordered = plan.actions.toSorted(
    (a, b) => Number(a.direction === 'down') - Number(b.direction === 'down'),
  );
  for (const action of ordered) {
    for (const item of action.owns) on.owned.add(item);
    await action.apply(on.host, new AbortController().signal);
    for (const item of action.releases) on.owned.delete(item);
  }
  return plan.actions.length;
}

function isFull({ databases, users }: Machine['mariadb'], quotaMb: number): boolean {
  const bytes = [...databases].reduce(
    (sum, [name, each]) => sum + (name.startsWith('anna_') ? each.bytes : 0),
    0,
  );
  const isFrozen = [...users.values()].some(
    ({ grants, isLocked }) => !isLocked && [...grants.values()].includes('frozen'),
  );
  return quotaMb > 0 && bytes >= quotaMb * MB * (isFrozen ? 0.9 : 1);
}

/** What each user may do in each database, by the set. */
function expected(
  { databases, users }: Wanted,
  full: boolean,
): Record<string, Record<string, DatabaseAccess>> {
  const rights = (access: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(access)
        .filter(([name]) => isAmong(databases, name))
        .map(([name, right]): [string, DatabaseAccess] => [
          grantPattern(name),
          right === 'read_only' ? 'read_only' : full ? 'frozen' : 'read_write',
        ]),
    );
  const own = rights(Object.fromEntries(databases.map((name) => [name, 'read_write'])));
  return {
    anna: own,
    ...Object.fromEntries(Object.entries(users).map(([name, access]) => [name, rights(access)])),
  };
}

function held(users: ReadonlyMap<string, SimDatabaseUser>): Record<string, unknown> {
  return Object.fromEntries([...users].map(([name, { grants }]) => [name, Object.fromEntries(grants)]));
}

test('each set ends with exactly the rights that it says, and with nothing left to do', async () => {
  const steps = fc.array(fc.tuple(meddling, wanted), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(steps, async (story) => {
      const on = bench();
      const { mariadb } = on.machine;
      const others = held(mariadb.users);
      for (const [other, want] of story) {
        const before = new Set(mariadb.databases.keys());
        meddle(on.machine, other);
        const full = isFull(mariadb, want.quotaMb);
        await bringAboutOnce(on, want);
        expect(await bringAboutOnce(on, want)).toBe(0);
        expect([...before].filter((name) => !mariadb.databases.has(name))).toEqual([]);
        const owned = [...mariadb.users].filter(([name]) => on.owned.has(`database-user:${name}`));
        if (want.lifecycle !== 'active') {
          const able = owned.filter(([, { isLocked, isConnected, grants }]) => {
            return !isLocked || isConnected || [...grants.values()].includes('read_write');
          });
          expect(able).toEqual([]);
          continue;
        }
        const rights = expected(want, full);
        const gone = owned.filter(([name]) => !(name in rights));
        expect(held(mariadb.users)).toEqual({
          ...others,
          ...rights,
          ...Object.fromEntries(gone.map(([name]) => [name, {}])),
        });
        for (const [name, { isLocked, hasOtherRights }] of owned)
          expect([name, isLocked, hasOtherRights]).toEqual([name, !(name in rights), false]);
      }
    }),
    { numRuns: 150 },
  );
});
