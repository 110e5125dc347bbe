import { expect, test } from 'vitest';
import { BlockedSince } from '../../src/status/blocked-since.ts';

const REVISION = 'jr1-1';

/** An account that waits to be tried again. */
function waiting(nextRetryAt: string) {
  return {
    username: 'joko',
    queued: { state: 'waiting' as const, reason: 'why', since: null },
    revisions: { desired: REVISION, attempted: null, applied: null },
    last_error: 'why',
    next_retry_at: nextRetryAt,
  };
}

test('a wait of a second or more is in vain', () => {
  const blocked = new BlockedSince();
  const looks = [0, 100, 700, 900].map((now) => blocked.look(waiting('12:00:02'), REVISION, now));
  expect(looks).toEqual([false, false, false, true]);
});

test('processes that end for seconds are waited for, though the account waits all the time', () => {
  const blocked = new BlockedSince();
  for (let now = 0; now < 5000; now += 100) {
    const until = `after ${Math.floor(now / 500)}`;
    expect(blocked.look(waiting(until), REVISION, now)).toBe(false);
  }
});

test('neither an account that is being passed nor another revision is blocked', () => {
  const blocked = new BlockedSince();
  const until = '12:00:02';
  expect(blocked.look(waiting(until), REVISION, 0)).toBe(false);
  const processing = {
    ...waiting(until),
    queued: { state: 'processing' as const, reason: 'retry', since: null },
  };
  expect(blocked.look(processing, REVISION, 500)).toBe(false);
  expect(blocked.look(waiting(until), REVISION, 1000)).toBe(false);
  expect(blocked.look(waiting(until), 'jr1-2', 3000)).toBe(false);
});
