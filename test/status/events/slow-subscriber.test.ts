// What a subscriber costs that does not read.

import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../src/host/clock.ts';
import { serve } from '../serve.ts';
import { append, follow, numbers } from './follow.ts';

const PATIENCE_MS = 200;
const LONGER_THAN_ANY_TEST_MS = 3_600_000;

test('a subscriber that does not read delays no other, costs one page of memory, and gets the reason before it is cut off', async () => {
  let now = 0;
  // Only the test lets time pass: on a busy machine it also passes during a read.
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    sleep: (ms, signal) => systemClock.sleep(ms === PATIENCE_MS ? LONGER_THAN_ANY_TEST_MS : ms, signal),
  };
  const served = await serve({ follow: { patienceMs: PATIENCE_MS, clock } });
  append(served, 6000);
  const slow = connect(served.socket);
  let text = '';
  slow.write(`GET /v1/events?after=0 HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n`);
  slow.pause();
  while (served.subscribers.size === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(await follow(served, '/v1/events?after=0', 6000)).toEqual(numbers(1, 6000));
  while (served.subscribers.size > 0) {
    now += PATIENCE_MS;
    await new Promise((resolve) => setImmediate(resolve));
  }
  slow.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  slow.resume();
  await new Promise((resolve) => slow.on('close', resolve));
  expect(text).toContain('event: closed\ndata: {"reason":"too slow');
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
  expect(ids).toEqual(numbers(1, ids.length));
  expect(ids.length).toBeLessThan(6000);
});
