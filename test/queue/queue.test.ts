import { expect, test } from 'vitest';
import { names, testQueue } from './sample.ts';

test('many hints make one entry, taken once', () => {
  const { queue } = testQueue();
  for (let i = 0; i < 5; i++) queue.hint('joko', 'edit');
  expect(queue.size()).toBe(1);
  expect(names(queue.take(10))).toEqual(['joko']);
  expect(queue.take(10)).toEqual([]);
  queue.done('joko', { state: 'applied' });
  expect(queue.size()).toBe(0);
  expect(queue.nextWakeAt()).toBeUndefined();
});

test('a hint during processing runs the account again, after it is done and not before', () => {
  const { queue, clock } = testQueue();
  queue.hint('joko', 'resync');
  queue.take(1);
  clock.pass(5);
  queue.hint('joko', 'resync');
  queue.hint('joko', 'edit');
  expect(queue.take(1)).toEqual([]);
  queue.done('joko', { state: 'applied' });
  expect(queue.take(1)).toEqual([{ username: 'joko', hint: 'ask' }]);
});

test('edits and asks go before retries and resyncs, each in order of arrival', () => {
  const { queue } = testQueue();
  queue.hint('resynced', 'resync');
  queue.hint('retried', 'retry');
  queue.hint('edited', 'edit');
  queue.hint('asked', 'ask');
  expect(names(queue.take(4))).toEqual(['edited', 'asked', 'resynced', 'retried']);
});

test('an edit moves an account ahead of the resyncs but keeps its age', () => {
  const { queue, clock } = testQueue();
  queue.hint('first', 'resync');
  queue.hint('second', 'resync');
  clock.pass(7);
  queue.hint('second', 'edit');
  expect(queue.snapshot().dirty).toEqual([
    { username: 'second', reason: 'ask', since: 0 },
    { username: 'first', reason: 'resync', since: 0 },
  ]);
  expect(queue.take(1)).toEqual([{ username: 'second', hint: 'ask' }]);
});

test('an invalid set is not retried; a resync may see to what is in force; an edit reads it again', () => {
  const { queue, clock } = testQueue();
  queue.hint('joko', 'edit');
  queue.take(1);
  queue.done('joko', { state: 'refused' });
  clock.pass(86_400_000);
  expect(queue.nextWakeAt()).toBeUndefined();
  queue.hint('joko', 'retry');
  expect(queue.take(1)).toEqual([]);
  queue.hint('joko', 'resync');
  expect(queue.take(1)).toMatchObject([{ username: 'joko' }]);
  queue.done('joko', { state: 'applied' });
  queue.hint('joko', 'edit');
  expect(queue.take(1)).toMatchObject([{ username: 'joko' }]);
});

test('an edit that came while its set was being refused is processed', () => {
  const { queue } = testQueue();
  queue.hint('joko', 'edit');
  queue.take(1);
  queue.hint('joko', 'edit');
  queue.done('joko', { state: 'refused' });
  expect(queue.take(1)).toMatchObject([{ username: 'joko', hint: 'edit' }]);
});

test('a held account waits for a hint', () => {
  const { queue } = testQueue();
  queue.hint('joko', 'edit');
  queue.take(1);
  queue.done('joko', { state: 'held' });
  expect(queue.nextWakeAt()).toBeUndefined();
  queue.hint('joko', 'resync');
  expect(names(queue.take(1))).toEqual(['joko']);
});

test('what is not over yet is looked at again soon, and does not count among the failures', () => {
  const { queue, clock } = testQueue();
  queue.hint('joko', 'edit');
  queue.take(1);
  queue.done('joko', { state: 'failed', error: 'it is being ended', retryAfterMs: 500 });
  expect(queue.nextWakeAt()).toBe(500);
  clock.pass(500);
  queue.take(1);
  queue.done('joko', { state: 'failed', error: 'nginx is down' });
  expect(queue.snapshot().waiting).toMatchObject([{ failures: 1, until: 2000 }]);
});

test('the snapshot says for each account where it is and since when', () => {
  const { queue, clock } = testQueue();
  for (const name of ['busy', 'failing']) queue.hint(name, 'edit');
  queue.take(2);
  queue.done('failing', { state: 'failed', error: 'nginx is down' });
  queue.hint('busy', 'resync');
  queue.hint('dirty', 'resync');
  clock.pass(40);
  expect(queue.snapshot()).toEqual({
    dirty: [{ username: 'dirty', reason: 'resync', since: 0 }],
    processing: [{ username: 'busy', reason: 'edit', startedAt: 0, runningMs: 40 }],
    waiting: [{ username: 'failing', until: 1500, failures: 1, error: 'nginx is down' }],
    oldestAge: 40,
  });
});

test('handing back what was not taken is a bug and says so', () => {
  const { queue } = testQueue();
  queue.hint('joko', 'edit');
  expect(() => queue.done('joko', { state: 'applied' })).toThrow('joko is not in processing');
});

test('a forgotten account leaves nothing behind', () => {
  const { queue } = testQueue();
  queue.hint('gone', 'edit');
  queue.forget('gone');
  expect(queue.size()).toBe(0);
  expect(queue.take(1)).toEqual([]);
});

test('an edit beside any other hint is a look at the host as well, whichever comes first', () => {
  for (const other of ['ask', 'retry', 'resync'] as const) {
    const { queue } = testQueue();
    queue.hint('first', 'edit');
    queue.hint('first', other);
    queue.hint('second', other);
    queue.hint('second', 'edit');
    expect(queue.take(2)).toMatchObject([
      { username: 'first', hint: 'ask' },
      { username: 'second', hint: 'ask' },
    ]);
  }
});
