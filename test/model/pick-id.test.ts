import { expect, test } from 'vitest';
import { pickId } from '../../src/model/pick-id.ts';

function pick(known: readonly number[], taken: readonly number[] = known, range = { least: 100, most: 105 }) {
  return pickId({ ...range, isTaken: (id) => taken.includes(id) }, known);
}

test('the first of the range on a fresh host, and then the one after the highest', () => {
  expect(pick([])).toBe(100);
  expect(pick([100, 103])).toBe(104);
});

test('numbers outside the range do not move it, and taken ones are passed over', () => {
  expect(pick([99, 5000])).toBe(100);
  expect(pick([100], [100, 101, 102])).toBe(103);
});

test('a gap only once the end is reached, and then nothing', () => {
  expect(pick([105], [105, 100])).toBe(101);
  expect(pick([100, 101, 102, 103, 104, 105])).toBeUndefined();
});
