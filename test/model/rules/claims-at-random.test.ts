// Properties of the resolution of claims, for many random accounts.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Account } from '../../../src/model/account.ts';
import { claimsOf, resolveClaims } from '../../../src/model/rules/across-accounts.ts';
import { account, inForce, noHolder } from './sample-claims.ts';

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
