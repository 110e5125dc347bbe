import { expect, test } from 'vitest';
import { ScheduledRechecks } from '../../src/queue/scheduled-rechecks.ts';

test('an account whose apps were started is looked at soon, once more, and then no more', () => {
  const looks = new ScheduledRechecks();
  expect(looks.nextAt()).toBeUndefined();
  looks.started('anna', 1_000);
  expect(looks.nextAt()).toBe(4_000);
  expect(looks.take(3_999)).toEqual([]);
  expect(looks.take(4_000)).toEqual(['anna']);
  expect(looks.nextAt()).toBe(16_000);
  expect(looks.take(16_000)).toEqual(['anna']);
  expect(looks.nextAt()).toBeUndefined();
});

test('one in trouble is looked at each minute for as long as it is', () => {
  const looks = new ScheduledRechecks();
  looks.troubled('anna', 0);
  looks.troubled('anna', 30_000);
  expect(looks.nextAt()).toBe(60_000);
  expect(looks.take(60_000)).toEqual(['anna']);
  expect(looks.nextAt()).toBeUndefined();
});

test('a start counts anew, and trouble seen after it puts nothing off', () => {
  const looks = new ScheduledRechecks();
  looks.troubled('anna', 0);
  looks.started('anna', 1_000);
  looks.troubled('anna', 2_000);
  expect(looks.nextAt()).toBe(4_000);
});
