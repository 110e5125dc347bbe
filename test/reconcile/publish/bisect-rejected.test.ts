import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bisectRejected } from '../../../src/reconcile/publish/bisect-rejected.ts';

function checker(isBad: (items: readonly number[]) => boolean) {
  const tested: (readonly number[])[] = [];
  return {
    tested,
    test: async (items: readonly number[]) => {
      tested.push(items);
      return isBad(items)
        ? ({ ok: false, output: `no: ${items.join(' ')}` } as const)
        : ({ ok: true } as const);
    },
  };
}

const fifty = Array.from({ length: 50 }, (_, index) => index);

test('items that are all accepted need one test', async () => {
  const { tested, test: check } = checker(() => false);
  expect(await bisectRejected(fifty, check)).toEqual({ accepted: fifty, rejected: new Map() });
  expect(tested).toHaveLength(1);
});

test('one bad among fifty is found in about 2 log2 steps, with the output of its own test', async () => {
  const { tested, test: check } = checker((items) => items.includes(17));
  const { accepted, rejected } = await bisectRejected(fifty, check);
  expect(accepted).toEqual(fifty.filter((item) => item !== 17));
  expect([...rejected.keys()]).toEqual([17]);
  expect(rejected.get(17)).toMatch(/^no: .*\b17$/);
  expect(tested.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(fifty.length)) + 1);
});

test('of two that are fine alone and clash together, the later one is rejected', async () => {
  const { test: check } = checker((items) => items.includes(3) && items.includes(40));
  const { rejected } = await bisectRejected(fifty, check);
  expect([...rejected.keys()]).toEqual([40]);
});

test('any set of bad items: exactly those are rejected, and what is accepted has passed as a whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(60)), fc.uniqueArray(fc.nat(60)), async (items, bad) => {
      const { tested, test: check } = checker((some) => some.some((item) => bad.includes(item)));
      const { accepted, rejected } = await bisectRejected(items, check);
      expect(accepted).toEqual(items.filter((item) => !bad.includes(item)));
      expect(new Set(rejected.keys())).toEqual(new Set(items.filter((item) => bad.includes(item))));
      const passed = tested.some((some) => JSON.stringify(some) === JSON.stringify(accepted));
      expect(accepted.length === 0 || passed).toBe(true);
    }),
  );
});
