// Who keeps what only one account can have.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../../src/model/account.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { claimsOf, resolveClaims } from '../../../src/model/rules/across-accounts.ts';
import { AppPort } from '../../../src/model/values/app-port.ts';
import { AliasDomain, DomainName } from '../../../src/model/values/domain-name.ts';
import { PoolName } from '../../../src/model/values/pool-name.ts';
import { PosixId } from '../../../src/model/values/posix-id.ts';
import { Timestamp } from '../../../src/model/values/timestamp.ts';
import { Username } from '../../../src/model/values/username.ts';
import { checkTexts, textsOf } from '../hostile-set.ts';

const app = {
  name: 'blog',
  root: '/home/joko/blog',
  start_command: 'node a.js',
  port: 3000,
  env: {},
  status: 'running',
};
const checked = checkTexts(textsOf({ set: { 'services.json#/nodejs/apps': [app] } }));
if (!checked.ok) throw new Error('the reference is refused');
const REFERENCE = checked.account;

interface Traits {
  readonly domains?: readonly string[];
  readonly created?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly ports?: readonly number[];
  readonly pool?: string;
}

let nextId = 20_000;

/** An account of its own in everything that is not said. The first domain is the primary one, the rest aliases. */
function account(username: string, traits: Traits = {}): Account {
  nextId += 1;
  const [primary = `${username}-site.com`, ...aliases] = traits.domains ?? [];
  const [template] = REFERENCE.services.nodejs.apps;
  if (template === undefined) throw new Error('no app');
  return {
    ...REFERENCE,
    username: Username.parse(username),
    account: {
      ...REFERENCE.account,
      uid: PosixId.parse(traits.uid ?? nextId),
      gid: PosixId.parse(traits.gid ?? nextId),
      created_at: Timestamp.parse(`${traits.created ?? '2026-01-01'}T00:00:00Z`),
    },
    domains: {
      ...REFERENCE.domains,
      primary: DomainName.parse(primary),
      addon_domains: [],
      subdomains: [],
      alias_domains: aliases.map((alias) => AliasDomain.parse(alias)),
    },
    services: {
      ...REFERENCE.services,
      php: { ...REFERENCE.services.php, fpm_pool: PoolName.parse(traits.pool ?? `jopanel-${username}`) },
      nodejs: {
        enabled: true,
        apps: (traits.ports ?? []).map((port) => ({ ...template, port: AppPort.parse(port) })),
      },
    },
  };
}

const noHolder = () => undefined;

function recorded(holders: Record<string, readonly string[]>): (claim: string) => string | undefined {
  return (claim) => Object.entries(holders).find(([, claims]) => claims.includes(claim))?.[0];
}

function inForce(...accounts: readonly Account[]): Map<string, Account> {
  return new Map(accounts.map((each) => [each.username, each]));
}

function messagesOf(problems: ReadonlyMap<string, readonly Problem[]>): Record<string, string[]> {
  return Object.fromEntries(
    [...problems].map(([username, each]) => [
      username,
      each.map(({ file, pointer, message }) => `${file} ${pointer} ${message}`),
    ]),
  );
}

const old = { created: '2025-01-01' };
const young = { created: '2026-01-01' };

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

test('accounts with nothing in common are all fine', () => {
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

  test('names below one’s own are one’s own', () => {
    expect(resolveClaims([account('ada', { domains: ['a.com', '*.a.com', 'x.y.a.com'] })], noHolder)).toEqual(
      new Map(),
    );
  });
});

describe('who was first', () => {
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

  test('else the older account by the moment, not by how its time is written', () => {
    const ada = account('ada', { domains: ['a.com'], created: '2026-01-02' });
    const bob = account('bob', { domains: ['a.com'], created: '2026-01-02' });
    const early = {
      ...bob,
      account: { ...bob.account, created_at: Timestamp.parse('2026-01-02T06:59:59+07:00') },
    };
    expect([...resolveClaims([ada, early], noHolder).keys()]).toEqual(['ada']);
  });

  test('else the username', () => {
    const accounts = [account('bob', { domains: ['a.com'] }), account('ada', { domains: ['a.com'] })];
    expect([...resolveClaims(accounts, noHolder).keys()]).toEqual(['bob']);
  });

  test('a name below is held as firmly as the name above', () => {
    const ada = account('ada', { domains: ['example.com'], ...old });
    const bob = account('bob', { domains: ['shop.example.com'], ...young });
    expect([...resolveClaims([ada, bob], recorded({ bob: ['domain:shop.example.com'] })).keys()]).toEqual([
      'ada',
    ]);
  });

  test('holding one name below does not make a wider claim old', () => {
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

  test('nor does an account that widens what it holds stumble over itself in a swap', () => {
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

  test('a refused account keeps what it has in force, so who counted on its going is refused as well', () => {
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

  test('who lost to an account that is refused itself is let in', () => {
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

describe('a holder that takes no part', () => {
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

/** Few names and few accounts, so that they get into each other's way. */
const names = ['a.com', 'x.a.com', 'y.a.com', '*.a.com', 'z.x.a.com', 'b.com', '*.x.b.com', 'y.x.b.com'];
const arbitraryWorld = fc.record({
  accounts: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('ada', 'bob', 'cyd', 'dee', 'eve', 'fay'),
      before: fc.option(fc.subarray(names, { minLength: 1, maxLength: 2 })),
      wanted: fc.subarray(names, { maxLength: 3 }),
      day: fc.integer({ min: 1, max: 3 }),
      port: fc.integer({ min: 3000, max: 3004 }),
    }),
    { selector: ({ name }) => name, minLength: 2, maxLength: 6 },
  ),
  order: fc.infiniteStream(fc.nat()),
});

function covers(left: string, right: string): boolean {
  const [a = '', b = ''] = [left, right].map((key) => key.replace(/^domain:(?:\*\.)?/, ''));
  if (!left.startsWith('domain:') || !right.startsWith('domain:')) return left === right;
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}

function clash(left: Account, right: Account): boolean {
  return claimsOf(left).some((a) => claimsOf(right).some((b) => covers(a, b)));
}

test('no claim ends up with two accounts, no account is refused without need, and the order does not matter', () => {
  fc.assert(
    fc.property(arbitraryWorld, ({ accounts, order }) => {
      // What is in force was resolved before: drop what would clash there.
      const before: Account[] = [];
      const wanted: Account[] = [];
      for (const { name, before: had, wanted: wants, day, port } of accounts) {
        const traits = { created: `2026-01-0${day}`, ports: [port] };
        const now = had && account(name, { domains: [`${name}-own.com`, ...had], ...traits });
        if (now && !before.some((other) => clash(other, now))) before.push(now);
        wanted.push(account(name, { domains: [`${name}-own.com`, ...wants], ...traits }));
      }
      const force = inForce(...before);
      const holderOf = (key: string) =>
        before.find((each) => claimsOf(each).includes(key) && !/^[ug]id:/.test(key))?.username;
      const refused = resolveClaims(wanted, holderOf, force);

      const outcome = wanted.flatMap((each) =>
        refused.has(each.username) ? (force.get(each.username) ?? []) : each,
      );
      outcome.forEach((left, index) => {
        for (const right of outcome.slice(index + 1)) expect(clash(left, right)).toBe(false);
      });
      for (const each of wanted) {
        if (!refused.has(each.username)) continue;
        expect(outcome.some((other) => other.username !== each.username && clash(each, other))).toBe(true);
        expect(refused.get(each.username)).not.toEqual([]);
      }
      const shuffled = wanted.map((each) => ({ each, at: order.next().value })).sort((a, b) => a.at - b.at);
      expect(
        resolveClaims(
          shuffled.map(({ each }) => each),
          holderOf,
          force,
        ),
      ).toEqual(refused);
    }),
    { numRuns: 500 },
  );
});

test('a start without memory gives the result of the run before', () => {
  fc.assert(
    fc.property(arbitraryWorld, ({ accounts }) => {
      const wanted = accounts.map(({ name, wanted: wants, day, port }) =>
        account(name, { domains: [`${name}-own.com`, ...wants], created: `2026-01-0${day}`, ports: [port] }),
      );
      const first = resolveClaims(wanted, noHolder);
      const kept = wanted.filter(({ username }) => !first.has(username));
      // The journal recorded what was accepted; the daemon starts again and reads everything.
      const holderOf = (key: string) => kept.find((each) => claimsOf(each).includes(key))?.username;
      expect([...resolveClaims(wanted, holderOf).keys()]).toEqual([...first.keys()]);
      expect([...resolveClaims(wanted, holderOf, inForce(...kept)).keys()]).toEqual([...first.keys()]);
    }),
  );
});
