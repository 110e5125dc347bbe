// Claims that move between accounts, and claims of accounts that take no part.

import { describe, expect, test } from 'vitest';
import { resolveClaims } from '../../../src/model/rules/across-accounts.ts';
import { account, inForce, messagesOf, old, recorded } from './sample-claims.ts';

describe('moving', () => {
  test('a domain goes from one account to another in one go', () => {
    const before = account('ada', { domains: ['ada.com', 'moving.com'] });
    const after = { ...account('ada', { domains: ['ada.com'] }), account: before.account };
    const bob = account('bob', { domains: ['bob.com', 'moving.com'], ...old });
    const holder = recorded({ ada: ['domain:moving.com', 'domain:ada.com'] });
    expect([...resolveClaims([before, bob], holder, inForce(before)).keys()]).toEqual(['bob']);
    expect(resolveClaims([after, bob], holder, inForce(before))).toEqual(new Map());
  });

  test('two accounts swap', () => {
    const before = [account('ada', { domains: ['one.com'] }), account('bob', { domains: ['two.com'] })];
    const after = [
      { ...account('ada', { domains: ['two.com'] }) },
      { ...account('bob', { domains: ['one.com'] }) },
    ];
    const holder = recorded({ ada: ['domain:one.com'], bob: ['domain:two.com'] });
    expect(resolveClaims(after, holder, inForce(...before))).toEqual(new Map());
  });

  test('an account that widens its claims in a swap does not clash with itself', () => {
    const before = [
      account('ada', { domains: ['one.com', 'app.x.com'] }),
      account('bob', { domains: ['two.com'] }),
    ];
    const after = [
      account('ada', { domains: ['two.com', 'app.x.com', 'x.com'] }),
      account('bob', { domains: ['one.com'] }),
    ];
    const holder = recorded({ ada: ['domain:one.com', 'domain:app.x.com'], bob: ['domain:two.com'] });
    expect(resolveClaims(after, holder, inForce(...before))).toEqual(new Map());
  });

  test('a refused account keeps what it has in force, so an account that needed its claims is refused as well', () => {
    const adaBefore = account('ada', { domains: ['one.com'] });
    const ada = account('ada', { domains: ['held.com'] });
    const bob = account('bob', { domains: ['one.com'], ...old });
    const cyd = account('cyd', { domains: ['held.com'] });
    const holder = recorded({ ada: ['domain:one.com'], cyd: ['domain:held.com'] });
    expect(messagesOf(resolveClaims([ada, bob, cyd], holder, inForce(adaBefore, cyd)))).toEqual({
      ada: ['domains.json /primary is "held.com", which belongs to the account cyd'],
      bob: ['domains.json /primary is "one.com", which belongs to the account ada'],
    });
  });

  test('an account that lost to one which is refused itself is accepted', () => {
    // Ada is the oldest and would win new.com, but fails over held.com.
    const ada = account('ada', { domains: ['new.com', 'held.com'], created: '2020-01-01' });
    const bob = account('bob', { domains: ['new.com'], created: '2021-01-01' });
    const cyd = account('cyd', { domains: ['held.com'] });
    const holder = recorded({ cyd: ['domain:held.com'] });
    expect([...resolveClaims([ada, bob, cyd], holder, inForce(cyd)).keys()]).toEqual(['ada']);
  });

  test('no account falls back because of one that is refused itself, as a swap would not recover', () => {
    const before = [account('ada', { domains: ['one.com'] }), account('bob', { domains: ['two.com'] })];
    const ada = account('ada', { domains: ['two.com', 'new.com'] });
    const bob = account('bob', { domains: ['one.com'] });
    const cyd = account('cyd', { domains: ['new.com', 'held.com'], created: '2020-01-01' });
    const dee = account('dee', { domains: ['held.com'] });
    const holder = recorded({ ada: ['domain:one.com'], bob: ['domain:two.com'], dee: ['domain:held.com'] });
    const refused = resolveClaims([ada, bob, cyd, dee], holder, inForce(...before, dee));
    expect([...refused.keys()]).toEqual(['cyd']);
  });

  test('a ring of losers ends with as few refused as it takes', () => {
    const ada = account('ada', { domains: ['one.com', 'two.com'], created: '2021-01-01' });
    const bob = account('bob', { domains: ['two.com', 'three.com'], created: '2022-01-01' });
    const cyd = account('cyd', { domains: ['three.com', 'one.com'], created: '2023-01-01' });
    const holder = recorded({ ada: ['domain:two.com'], bob: ['domain:three.com'], cyd: ['domain:one.com'] });
    expect([...resolveClaims([ada, bob, cyd], holder).keys()]).toHaveLength(2);
  });
});

describe('a holder without a desired set', () => {
  test('a retired or unreadable account still has its domain, and all below it', () => {
    const holder = recorded({ gone: ['domain:a.com', 'domain:*.w.com', 'port:3000'] });
    expect(messagesOf(resolveClaims([account('ada', { domains: ['a.com'] })], holder))).toEqual({
      ada: ['domains.json /primary is "a.com", which belongs to the account gone'],
    });
    expect(resolveClaims([account('ada', { domains: ['x.a.com'] })], holder).size).toBe(1);
    expect(resolveClaims([account('ada', { domains: ['x.w.com'] })], holder).size).toBe(1);
    expect(resolveClaims([account('ada', { ports: [3000] })], holder).size).toBe(1);
    expect(resolveClaims([account('ada', { domains: ['a.org'] })], holder).size).toBe(0);
  });

  test('a uid that was used once is never given to another, even when its account has another now', () => {
    const ada = account('ada', { uid: 15000 });
    const bob = account('bob', { uid: 16000 });
    const holder = recorded({ bob: ['uid:15000', 'uid:16000'] });
    expect(messagesOf(resolveClaims([ada, bob], holder))).toEqual({
      ada: ['account.json /uid is "15000", which belongs to the account bob'],
    });
  });
});
