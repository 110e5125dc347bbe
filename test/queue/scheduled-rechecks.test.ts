import { expect, test } from 'vitest';
import { ScheduledRechecks } from '../../src/queue/scheduled-rechecks.ts';

const AFTER_A_START = [3_000, 15_000];
const WHILE_TROUBLED = [60_000];

test('an account is rechecked at each of its times and then no more', () => {
  const rechecks = new ScheduledRechecks();
  expect(rechecks.nextAt()).toBeUndefined();
  rechecks.schedule('anna', AFTER_A_START, 1_000, true);
  expect(rechecks.nextAt()).toBe(4_000);
  expect(rechecks.take(3_999)).toEqual([]);
  expect(rechecks.take(4_000)).toEqual(['anna']);
  expect(rechecks.nextAt()).toBe(16_000);
  expect(rechecks.take(16_000)).toEqual(['anna']);
  expect(rechecks.nextAt()).toBeUndefined();
});

test('a second wish does not put off what is scheduled', () => {
  const rechecks = new ScheduledRechecks();
  rechecks.schedule('anna', WHILE_TROUBLED, 0, false);
  rechecks.schedule('anna', WHILE_TROUBLED, 30_000, false);
  expect(rechecks.nextAt()).toBe(60_000);
  expect(rechecks.take(60_000)).toEqual(['anna']);
  expect(rechecks.nextAt()).toBeUndefined();
});

test('a change of the resource replaces what was scheduled before it', () => {
  const rechecks = new ScheduledRechecks();
  rechecks.schedule('anna', WHILE_TROUBLED, 0, false);
  rechecks.schedule('anna', AFTER_A_START, 1_000, true);
  rechecks.schedule('anna', WHILE_TROUBLED, 2_000, false);
  expect(rechecks.nextAt()).toBe(4_000);
});
