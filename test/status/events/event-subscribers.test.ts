// A subscriber gets every entry once and in order, wherever it begins.

import { expect, test } from 'vitest';
import { readEventStream } from '../../../src/cli/daemon/read-event-stream.ts';
import { followSocket } from '../../../src/host/sockets/socket-client.ts';
import { serve } from '../serve.ts';
import { append, follow, numbers, STREAM } from './follow.ts';

test('a subscription reads from the journal, then from memory, then new entries', async () => {
  const served = await serve();
  append(served, 1300);
  const seen = follow(served, '/v1/events?after=0', 1400);
  append(served, 100, 1300);
  expect(await seen).toEqual(numbers(1, 1400));
});

test('Last-Event-ID goes on where the last connection ended, and wins over after=', async () => {
  const served = await serve();
  append(served, 50);
  expect(await follow(served, '/v1/events?after=0', 5, { 'last-event-id': '40' })).toEqual(numbers(41, 45));
});

test('a subscription without a position gets new entries only', async () => {
  const served = await serve();
  append(served, 20);
  const seen = follow(served, '/v1/events', 3);
  while (served.subscribers.size === 0) await new Promise((resolve) => setImmediate(resolve));
  append(served, 3, 20);
  expect(await seen).toEqual(numbers(21, 23));
});

test('one account gets its own entries only, from the journal and from memory', async () => {
  const served = await serve();
  const whose = (index: number) => (index % 10 === 0 ? 'mine' : 'other');
  append(served, 100, 0, whose);
  const seen = follow(served, '/v1/users/mine/events?after=0', 15);
  append(served, 50, 100, whose);
  expect(await seen).toEqual(Array.from({ length: 15 }, (_, index) => index * 10 + 1));
});

test('fifty subscribers all get every entry', async () => {
  const served = await serve();
  const all = Array.from({ length: 50 }, () => follow(served, '/v1/events?after=0', 300));
  append(served, 300);
  for (const seen of await Promise.all(all)) expect(seen).toEqual(numbers(1, 300));
});

test('a subscriber gets a notice of pruned entries, and of a number from another journal', async () => {
  const served = await serve();
  append(served, 600);
  served.journal.prune({ keepEvents: 100, atLeast: 1 });
  const events: (string | undefined)[] = [];
  const stop = new AbortController();
  const pieces = followSocket(
    { socket: served.socket, path: '/v1/events?after=3', headers: STREAM },
    stop.signal,
  );
  for await (const { event } of readEventStream(pieces)) {
    events.push(event);
    if (events.length === 2) stop.abort();
  }
  expect(events[0]).toBe('gap');
  const other = followSocket({ socket: served.socket, path: '/v1/events?after=99999', headers: STREAM });
  for await (const { event } of readEventStream(other)) {
    expect(event).toBe('reset');
    break;
  }
});

test('a number that is none is refused, and so is an account that is none', async () => {
  const served = await serve();
  const headers = { ...STREAM, 'last-event-id': 'soon' };
  expect(await served.get('/v1/events', { headers })).toMatchObject({ status: 400 });
  expect(await served.get('/v1/users/nobody/events', { headers: STREAM })).toMatchObject({ status: 404 });
});

test('when the daemon stops, subscribers get a notice to reconnect', async () => {
  const served = await serve();
  append(served, 1);
  const events: (string | undefined)[] = [];
  for await (const { event } of readEventStream(
    followSocket({ socket: served.socket, path: '/v1/events?after=0', headers: STREAM }),
  )) {
    events.push(event);
    if (events.length === 1) served.subscribers.close();
  }
  expect(events).toEqual(['set.observed', 'closed']);
});

test('a subscription while the daemon stops gets the notice at once', async () => {
  const served = await serve();
  served.subscribers.close();
  const events: (string | undefined)[] = [];
  const stream = followSocket({ socket: served.socket, path: '/v1/events', headers: STREAM });
  for await (const { event } of readEventStream(stream)) events.push(event);
  expect(events).toEqual(['closed']);
});
