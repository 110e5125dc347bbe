// What is said about a name, number or port that another account has: done, the account is accepted.

import { expect, test } from 'vitest';
import type { Account } from '../../src/model/account.ts';
import { resolveClaims } from '../../src/model/rules/across-accounts.ts';
import { account, noHolder, old, type Traits, young } from '../model/rules/sample-claims.ts';
import { shown } from './shown.ts';

const ada = (traits: Traits) => account('ada', { ...traits, ...old });
const bob = (traits: Traits) => account('bob', { ...traits, ...young });

function remediesFor(accounts: readonly Account[], isRetired = false): string[] {
  const problems = resolveClaims(accounts, noHolder, new Map(), () => isRetired).get('bob') ?? [];
  return problems.map(({ remedy }) => remedy);
}

type Said = (said: string) => string;

test.each<[string, Traits, Said, Traits]>([
  [
    'a primary domain',
    { domains: ['a.com'] },
    (said) => shown('use another one here and in account.json, or remove it first from …', said),
    { domains: ['b.com'] },
  ],
  [
    'an alias',
    { domains: ['b.com', 'a.com'] },
    (said) => shown('remove its entry here, or first from …', said),
    { domains: ['b.com'] },
  ],
  ['a port', { ports: [3001] }, (said) => shown('choose another', said), { ports: [3002] }],
  ['a pool', { pool: 'jopanel-web' }, (said) => shown('choose another', said), { pool: 'jopanel-bob' }],
  ['a uid', { uid: 12345 }, (said) => shown('choose a number that no account has had', said), { uid: 12346 }],
])('%s', (_, asked, remedy, instead) => {
  const holder = ada({ domains: ['a.com'], ports: [3001], pool: 'jopanel-web', uid: 12345 });
  const [said = '', ...more] = remediesFor([holder, bob(asked)]);
  expect(more).toEqual([]);
  remedy(said);
  expect(remediesFor([holder, bob(instead)])).toEqual([]);
});

test('a name of an account without a folder is free once that is purged', () => {
  const accounts = [ada({ domains: ['a.com'] }), bob({ domains: ['a.com'] })];
  const [said = ''] = remediesFor(accounts, true);
  shown(
    'the folder of … is gone: run jopanel purge …, which archives and removes it, or use another one here',
    said,
  );
  expect(remediesFor(accounts.slice(1))).toEqual([]);
});
