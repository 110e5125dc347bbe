import fc from 'fast-check';
import { expect, test } from 'vitest';
import { delayAfter } from '../../src/queue/backoff.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { names, type TestClock, testQueue } from './sample.ts';

const MINUTE = 60_000;

function run(queue: Queue, result: Parameters<Queue['done']>[1]): void {
  expect(names(queue.take(1))).toEqual(['joko']);
  queue.done('joko', result);
}

function failOnce(queue: Queue, clock: TestClock): number {
  run(queue, { state: 'failed', error: 'no' });
  const wait = (queue.retryAt('joko') ?? Number.NaN) - clock.monotonic();
  clock.pass(wait);
  return wait;
}

test('every wait lies between one second and five minutes, and the random source spreads it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (n, r) => {
        const delay = delayAfter(n, r);
        expect(delay).toBeGreaterThanOrEqual(1000);
        expect(delay).toBeLessThanOrEqual(300_000);
        expect(delayAfter(n + 1, r)).toBeGreaterThanOrEqual(delay);
      },
    ),
  );
  expect(delayAfter(20, 0)).toBe(150_000);
  expect(delayAfter(20, 0.999999)).toBe(300_000);
});

test('failures wait longer and longer, and are retried as retries', () => {
  const { queue, clock } = testQueue(0);
  queue.hint('joko', 'edit');
  const waits = Array.from({ length: 10 }, () => failOnce(queue, clock));
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 150, 150].map((seconds) => seconds * 1000));
  expect(queue.take(1)).toMatchObject([{ username: 'joko', hint: 'retry' }]);
});

test('it is not taken a millisecond early', () => {
  const { queue, clock } = testQueue(0);
  queue.hint('joko', 'edit');
  run(queue, { state: 'failed', error: 'no' });
  expect(queue.nextWakeAt()).toBe(1000);
  clock.pass(999);
  expect(queue.take(1)).toEqual([]);
  clock.pass(1);
  expect(names(queue.take(1))).toEqual(['joko']);
});

test('a resync does not shorten a wait; an edit, an ask and a retry end it', () => {
  for (const reason of ['edit', 'ask', 'retry'] as const) {
    const { queue } = testQueue();
    queue.hint('joko', 'edit');
    run(queue, { state: 'failed', error: 'no' });
    queue.hint('joko', 'resync');
    expect(queue.take(1)).toEqual([]);
    expect(queue.nextWakeAt()).toBe(1500);
    queue.hint('joko', reason);
    expect(queue.take(1)).toMatchObject([{ username: 'joko', hint: reason }]);
  }
});

test('a resync during a failing run does not shorten the wait either; an edit does', () => {
  const { queue } = testQueue();
  queue.hint('joko', 'edit');
  queue.take(1);
  queue.hint('joko', 'resync');
  queue.done('joko', { state: 'failed', error: 'no' });
  expect(queue.take(1)).toEqual([]);
  queue.hint('joko', 'edit');
  queue.take(1);
  queue.hint('joko', 'edit');
  queue.done('joko', { state: 'failed', error: 'no' });
  expect(names(queue.take(1))).toEqual(['joko']);
});

test('a success that does not stay resets nothing', () => {
  const { queue, clock } = testQueue(0);
  queue.hint('joko', 'edit');
  for (let i = 0; i < 4; i++) failOnce(queue, clock);
  run(queue, { state: 'applied' });
  clock.pass(9 * MINUTE);
  queue.hint('joko', 'resync');
  expect(failOnce(queue, clock)).toBe(16_000);
});

test('a success that stays resets the wait, however often it was confirmed meanwhile', () => {
  const { queue, clock } = testQueue(0);
  queue.hint('joko', 'edit');
  for (let i = 0; i < 4; i++) failOnce(queue, clock);
  run(queue, { state: 'applied' });
  for (let i = 0; i < 2; i++) {
    clock.pass(5 * MINUTE);
    queue.hint('joko', 'resync');
    if (i === 0) run(queue, { state: 'applied' });
  }
  expect(failOnce(queue, clock)).toBe(1000);
});

test('a refused set or a guard between failures is no success', () => {
  const { queue, clock } = testQueue(0);
  queue.hint('joko', 'edit');
  failOnce(queue, clock);
  run(queue, { state: 'refused' });
  clock.pass(30 * MINUTE);
  queue.hint('joko', 'edit');
  expect(failOnce(queue, clock)).toBe(2000);
});
