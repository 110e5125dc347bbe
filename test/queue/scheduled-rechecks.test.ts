import { expect, test } from 'vitest';
import { ScheduledRechecks } from '../../src/queue/scheduled-rechecks.ts';

const AFTER_A_START = [3_000, 15_000];
const WHILE_TROUBLED = [60_000];

test('an account is rechecked at each of its times and then no more', () => {
  const rechecks = new ScheduledRechecks();
  expect(rechecks.nextAt()).toBeUndefined();
  rechecks.schedule('anna', 'node-app', AFTER_A_START, 1_000, true);
  expect(rechecks.nextAt()).toBe(4_000);
  expect(rechecks.take(3_999)).toEqual([]);
  expect(rechecks.take(4_000)).toEqual(['anna']);
  expect(rechecks.nextAt()).toBe(16_000);
  expect(rechecks.take(16_000)).toEqual(['anna']);
  expect(rechecks.nextAt()).toBeUndefined();
});

test('a second wish does not put off what is scheduled', () => {
  const rechecks = new ScheduledRechecks();
  rechecks.schedule('anna', 'node-app', WHILE_TROUBLED, 0, false);
  rechecks.schedule('anna', 'node-app', WHILE_TROUBLED, 30_000, false);
  expect(rechecks.nextAt()).toBe(60_000);
  expect(rechecks.take(60_000)).toEqual(['anna']);
  expect(rechecks.nextAt()).toBeUndefined();
});

test('a change of the resource replaces what was scheduled before it', () => {
  const rechecks = new ScheduledRechecks();
  rechecks.schedule('anna', 'node-app', WHILE_TROUBLED, 0, false);
  rechecks.schedule('anna', 'node-app', AFTER_A_START, 1_000, true);
  rechecks.schedule('anna', 'node-app', WHILE_TROUBLED, 2_000, false);
  expect(rechecks.nextAt()).toBe(4_000);
});

test('what two resources of an account ask for is done for each, and once where both times have come', () => {
  const rechecks = new ScheduledRechecks();
  rechecks.schedule('anna', 'node-app', AFTER_A_START, 0, true);
  rechecks.schedule('anna', 'php-fpm-pool', WHILE_TROUBLED, 0, true);
  rechecks.schedule('anna', 'cron-job', [15_000], 0, false);
  expect(rechecks.take(3_000)).toEqual(['anna']);
  expect(rechecks.nextAt()).toBe(15_000);
  expect(rechecks.take(15_000)).toEqual(['anna']);
  expect(rechecks.take(60_000)).toEqual(['anna']);
  expect(rechecks.nextAt()).toBeUndefined();
});
