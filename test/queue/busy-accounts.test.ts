import { expect, test } from 'vitest';
import { BusyAccounts } from '../../src/queue/busy-accounts.ts';
import { testClock } from './sample.ts';

const BUSY = { state: 'busy', retryAfterMs: 100 } as const;

test('a busy account is waited for up to the longest wait; then its set is read as it is, and after that it has failed', () => {
  const clock = testClock();
  const busy = new BusyAccounts(() => clock.monotonic(), 2000);
  expect(busy.note('joko', BUSY)).toEqual(BUSY);
  clock.pass(2000);
  expect([...busy.overdue(['joko', 'anna'])]).toEqual([]);
  clock.pass(1);
  expect([...busy.overdue(['joko', 'anna'])]).toEqual(['joko']);
  expect(busy.note('joko', BUSY)).toMatchObject({ state: 'failed' });
});

test('any other result ends the wait', () => {
  const clock = testClock();
  const busy = new BusyAccounts(() => clock.monotonic(), 2000);
  busy.note('joko', BUSY);
  clock.pass(5000);
  expect(busy.note('joko', { state: 'applied' })).toEqual({ state: 'applied' });
  expect(busy.note('joko', BUSY)).toEqual(BUSY);
});
