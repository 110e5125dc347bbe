import { expect, test } from 'vitest';
import { bisectFailures } from '../../../src/reconcile/publish/bisect-failures.ts';

const hundred = Array.from({ length: 100 }, (_, index) => index);

function placing(isBad: (item: number) => boolean) {
  let calls = 0;
  const place = async (items: readonly number[]) => {
    calls += 1;
    const bad = items.find(isBad);
    if (bad !== undefined) throw new Error(`${bad} cannot be written`);
    return items;
  };
  return { place, calls: () => calls };
}

test('items that do not fail are done in one call', async () => {
  const { place, calls } = placing(() => false);
  expect(await bisectFailures(hundred, place)).toEqual({ succeeded: hundred, failed: new Map() });
  expect(calls()).toBe(1);
});

test('one at fault is found with its own message, and holds up no other', async () => {
  const { place, calls } = placing((item) => item === 42);
  const { succeeded, failed } = await bisectFailures(hundred, place);
  expect(succeeded).toEqual(hundred.filter((item) => item !== 42));
  expect([...failed]).toEqual([[42, '42 cannot be written']]);
  expect(calls()).toBeLessThan(20);
});

test('when every item fails, it ends soon', async () => {
  const { place, calls } = placing(() => true);
  const { succeeded, failed } = await bisectFailures(hundred, place);
  expect(succeeded).toEqual([]);
  expect(failed.size).toBe(100);
  expect(calls()).toBeLessThan(100);
});

test('a failure that no item causes is thrown', async () => {
  const fail = () => Promise.reject(new Error('what all share cannot be written'));
  await expect(bisectFailures([], fail)).rejects.toThrow('what all share');
});
