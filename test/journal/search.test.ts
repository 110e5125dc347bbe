import { expect, test } from 'vitest';
import { observed, openMemory } from './sample.ts';

test('accounts are found by any part of name, domain, e-mail and package; the exact name comes first', () => {
  using journal = openMemory();
  journal.append([
    observed('joko', { domains: ['my-shop.example'], contact_email: 'joko@mail.test', package: 'gold' }),
    observed('jokolah', { domains: ['other.example'] }),
    observed('ajoko', { domains: ['third.example'] }),
  ]);
  expect(journal.search('joko')).toEqual(['joko', 'jokolah', 'ajoko']);
  expect(journal.search('SHOP')).toEqual(['joko']);
  expect(journal.search('mail.test')).toEqual(['joko']);
  expect(journal.search('gold joko')).toEqual(['joko']);
  expect(journal.search('gold jokolah')).toEqual([]);
  expect(journal.search('jo')).toEqual(['joko', 'jokolah', 'ajoko']);
  expect(journal.search('joko', 1)).toEqual(['joko']);
});

test('an account is found by the name of a database', () => {
  using journal = openMemory();
  journal.append([observed('joko', { databases: ['joko_warehouse'] }), observed('other')]);
  expect(journal.search('warehouse')).toEqual(['joko']);
});

test('international names are found by their letters, however these are typed; accents count', () => {
  using journal = openMemory();
  journal.append([
    observed('muc', { domains: ['xn--mnchen-3ya.example', '*.xn--mnchen-3ya.example'] }),
    observed('plain', { domains: ['munchen.example'], contact_email: 'Anna@xn--bcher-kva.example' }),
    observed('hellas', { domains: ['xn--hxajbheg2az3al.example'], package: 'Gold Plan' }),
  ]);
  expect(journal.search('münchen')).toEqual(['muc']);
  expect(journal.search('MÜNCHEN'.normalize('NFD'))).toEqual(['muc']);
  expect(journal.search('ü')).toEqual(['muc', 'plain']);
  expect(journal.search('munchen')).toEqual(['plain']);
  expect(journal.search('xn--mnchen')).toEqual(['muc']);
  expect(journal.search('anna@BÜCHER')).toEqual(['plain']);
  expect(journal.search('ΠΑΡΆΔΕΙΓΜΑ')).toEqual(['hellas']);
  expect(journal.search('gold PLAN')).toEqual(['hellas']);
});

test('what changed is found by the new words only', () => {
  using journal = openMemory();
  journal.append([observed('joko', { domains: ['before.example'] })]);
  journal.append([observed('joko', { domains: ['after.example'] })]);
  expect(journal.search('before')).toEqual([]);
  expect(journal.search('after')).toEqual(['joko']);
});

test.each(['', '   ', '"', "'; DROP TABLE", '*', 'NOT joko', 'username:joko', 'a"b"c', '%%%', '___', 'jo*'])(
  'the query %j is taken as words, not as an expression',
  (query) => {
    using journal = openMemory();
    journal.append([observed('joko')]);
    expect(journal.search(query)).toEqual([]);
  },
);
