import { expect, test } from 'vitest';
import { Timer } from '../../src/queue/timer.ts';
import { testClock } from './sample.ts';

test('a timer is due once its time has passed by the monotonic clock, whatever the wall clock shows', () => {
  const clock = testClock();
  const timer = new Timer(clock);
  expect(timer.isDue).toBe(false);
  timer.set(100);
  clock.set(-86_400_000);
  clock.pass(99);
  expect(timer.isDue).toBe(false);
  clock.pass(1);
  expect(timer.isDue).toBe(true);
  timer.clear();
  expect(timer.isDue).toBe(false);
});

test('an earlier time takes the place of a later one, and not the other way round', () => {
  const timer = new Timer(testClock());
  timer.setNoLater(100);
  timer.setNoLater(200);
  expect(timer.at).toBe(100);
  timer.setNoLater(50);
  expect(timer.at).toBe(50);
});
