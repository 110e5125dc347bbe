import { expect, test } from 'vitest';
import { observed, openMemory } from './sample.ts';

test('an accepted set shows in every fold it touches', () => {
  using journal = openMemory();
  const [stored] = journal.append([observed('joko', { domains: ['joko.example'], uid: 10001 })]);
  expect(stored?.seq).toBe(1);
  expect(journal.account('joko')).toMatchObject({ uid: 10001, phase: 'pending', domains: ['joko.example'] });
  expect(journal.holderOf('domain:joko.example')).toBe('joko');
  expect(journal.uidOwner(10001)).toBe('joko');
  expect(journal.search('oko.exa')).toEqual(['joko']);
  expect(journal.search('jo')).toEqual(['joko']);
  expect(journal.revisionsOf('joko')).toHaveLength(1);
  const revision = journal.account('joko')?.desiredRevision ?? '';
  expect(journal.revisionText(revision)).toContain('joko');
  expect([...journal.accounts()].map((account) => account.username)).toEqual(['joko']);
  expect(journal.events()).toEqual([stored]);
});
