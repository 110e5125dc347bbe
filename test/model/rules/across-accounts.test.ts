// What only one account can have.

import { describe, expect, test } from 'vitest';
import { claimsOf, resolveClaims } from '../../../src/model/rules/across-accounts.ts';
import { account, messagesOf, noHolder, old, REFERENCE, type Traits, young } from './sample-claims.ts';

test('claims are what the journal records', () => {
  expect(claimsOf(REFERENCE)).toEqual([
    'uid:12010',
    'gid:12010',
    'domain:example.com',
    'domain:addon.com',
    'domain:app.example.com',
    'domain:www.example.com',
    'port:3000',
    'pool:jopanel-joko',
  ]);
  expect(claimsOf(account('ada', { domains: ['a.com', '*.a.com'] }))).toContain('domain:*.a.com');
});

test('accounts without a common claim are all accepted', () => {
  const accounts = ['ada', 'bob', 'cyd'].map((name, index) => account(name, { ports: [3000 + index] }));
  expect(resolveClaims(accounts, noHolder)).toEqual(new Map());
});

describe('each kind of thing', () => {
  test.each<[string, Traits, string]>([
    ['uid', { uid: 12345 }, 'account.json /uid is "12345", which belongs to the account ada'],
    ['gid', { gid: 12345 }, 'account.json /gid is "12345", which belongs to the account ada'],
    ['domain', { domains: ['a.com'] }, 'domains.json /primary is "a.com", which belongs to the account ada'],
    [
      'port',
      { ports: [3001, 3000] },
      'services.json /nodejs/apps/0/port is "3001", which belongs to the account ada',
    ],
    [
      'pool',
      { pool: 'jopanel-web' },
      'services.json /php/fpm_pool is "jopanel-web", which belongs to the account ada',
    ],
  ])('%s', (_, traits, says) => {
    const accounts = [account('bob', { ...traits, ...young }), account('ada', { ...traits, ...old })];
    const problems = messagesOf(resolveClaims(accounts, noHolder));
    expect(Object.keys(problems)).toEqual(['bob']);
    expect(problems.bob?.[0]).toBe(says);
    for (const problem of resolveClaims(accounts, noHolder).get('bob') ?? [])
      expect(problem.remedy).not.toBe('');
  });
});

describe('names that cover each other', () => {
  test.each<[string, string, string]>([
    ['example.com', 'shop.example.com', 'is "shop.example.com", below "example.com" of the account ada'],
    ['example.com', 'a.b.c.example.com', 'is "a.b.c.example.com", below "example.com" of the account ada'],
    ['shop.example.com', 'example.com', 'is "example.com", above "shop.example.com" of the account ada'],
    ['*.example.com', 'shop.example.com', 'is "shop.example.com", below "*.example.com" of the account ada'],
    [
      '*.example.com',
      'a.shop.example.com',
      'is "a.shop.example.com", below "*.example.com" of the account ada',
    ],
    [
      '*.example.com',
      'example.com',
      'is "example.com", which overlaps with "*.example.com" of the account ada',
    ],
    [
      'example.com',
      '*.example.com',
      'is "*.example.com", which overlaps with "example.com" of the account ada',
    ],
    ['shop.example.com', '*.example.com', 'is "*.example.com", above "shop.example.com" of the account ada'],
    [
      '*.example.com',
      '*.shop.example.com',
      'is "*.shop.example.com", below "*.example.com" of the account ada',
    ],
  ])('%s first, then %s', (first, second, says) => {
    const ada = account('ada', { domains: ['ada.com', first], ...old });
    const bob = account('bob', { domains: ['bob.com', second], ...young });
    expect(messagesOf(resolveClaims([bob, ada], noHolder))).toEqual({
      bob: [`domains.json /alias_domains/0 ${says}`],
    });
  });

  test.each([
    ['a.example.com', 'b.example.com'],
    ['example.com', 'example.net'],
    ['example.com', 'myexample.com'],
    ['*.example.com', '*.example.net'],
    ['foo.github.io', 'bar.github.io'],
  ])('%s and %s do not', (first, second) => {
    const accounts = [
      account('ada', { domains: ['ada.com', first] }),
      account('bob', { domains: ['bob.com', second] }),
    ];
    expect(resolveClaims(accounts, noHolder)).toEqual(new Map());
  });

  test('an account may claim names below its own', () => {
    expect(resolveClaims([account('ada', { domains: ['a.com', '*.a.com', 'x.y.a.com'] })], noHolder)).toEqual(
      new Map(),
    );
  });
});
