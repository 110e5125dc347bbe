import { expect, test } from 'vitest';
import { freeIds, type IdsInUse } from '../../src/desired/free-ids.ts';
import { accountsSnapshot, linuxUser } from '../host/accounts-snapshot.ts';

function ids(more: Partial<IdsInUse> = {}): () => number | undefined {
  return freeIds({
    range: { least: 100, most: 105 },
    accounts: accountsSnapshot(),
    known: [],
    ofHomes: [],
    uidOwner: () => undefined,
    gidOwner: () => undefined,
    ...more,
  });
}

test('each number is given out once, and then there is none', () => {
  const next = ids();
  expect(Array.from({ length: 7 }, next)).toEqual([100, 101, 102, 103, 104, 105, undefined]);
});

test('no number is given out that is or was in use, or that owns a leftover home', () => {
  const accounts = accountsSnapshot([linuxUser('joko', 100)]);
  const next = ids({
    accounts,
    ofHomes: [102],
    uidOwner: (uid) => (uid === 103 ? 'past' : undefined),
    gidOwner: (gid) => (gid === 104 ? 'past' : undefined),
  });
  expect([next(), next(), next()]).toEqual([101, 105, undefined]);
});
