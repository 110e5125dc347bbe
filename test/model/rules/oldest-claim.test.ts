// Which of several accounts keeps a claim.

import { describe, expect, test } from 'vitest';
import { resolveClaims } from '../../../src/model/rules/across-accounts.ts';
import { Timestamp } from '../../../src/model/values/timestamp.ts';
import { account, inForce, messagesOf, noHolder, old, recorded, young } from './sample-claims.ts';

describe('of two accounts with one claim it is kept by', () => {
  test('the recorded holder, however young', () => {
    const ada = account('ada', { domains: ['a.com'], ...old });
    const bob = account('bob', { domains: ['a.com'], ...young });
    expect([...resolveClaims([ada, bob], recorded({ bob: ['domain:a.com'] })).keys()]).toEqual(['ada']);
  });

  test('the one in force, where nothing is recorded', () => {
    const ada = account('ada', { domains: ['a.com'], ...old });
    const bob = account('bob', { domains: ['a.com'], ...young });
    expect([...resolveClaims([ada, bob], noHolder, inForce(bob)).keys()]).toEqual(['ada']);
  });

  test('else the older account, by the moment and not by how its time is written', () => {
    const ada = account('ada', { domains: ['a.com'], created: '2026-01-02' });
    const bob = account('bob', { domains: ['a.com'], created: '2026-01-02' });
    const early = {
      ...bob,
      account: { ...bob.account, created_at: Timestamp.parse('2026-01-02T06:59:59+07:00') },
    };
    expect([...resolveClaims([ada, early], noHolder).keys()]).toEqual(['ada']);
  });

  test('else the first by username', () => {
    const accounts = [account('bob', { domains: ['a.com'] }), account('ada', { domains: ['a.com'] })];
    expect([...resolveClaims(accounts, noHolder).keys()]).toEqual(['bob']);
  });

  test('the recorded holder of a name below, as of the name above', () => {
    const ada = account('ada', { domains: ['example.com'], ...old });
    const bob = account('bob', { domains: ['shop.example.com'], ...young });
    expect([...resolveClaims([ada, bob], recorded({ bob: ['domain:shop.example.com'] })).keys()]).toEqual([
      'ada',
    ]);
  });

  test('no account that holds a name below and claims the wider one later', () => {
    // Ada holds app.example.com; both want more, and Bob holds shop.example.com.
    const ada = account('ada', { domains: ['app.example.com', 'example.com'], ...old });
    const bob = account('bob', { domains: ['shop.example.com'], ...young });
    const holders = recorded({ ada: ['domain:app.example.com'], bob: ['domain:shop.example.com'] });
    expect(messagesOf(resolveClaims([ada, bob], holders))).toEqual({
      ada: ['domains.json /alias_domains/0 is "example.com", above "shop.example.com" of the account bob'],
    });
  });
});

test('an account never clashes with itself, whichever of its names is recorded', () => {
  const ada = account('ada', { domains: ['app.example.com', 'example.com', '*.example.com'] });
  for (const key of ['domain:app.example.com', 'domain:example.com', 'domain:*.example.com']) {
    expect(resolveClaims([ada], recorded({ ada: [key] }))).toEqual(new Map());
  }
});
