import fc from 'fast-check';
import { expect, test } from 'vitest';
import { names, testQueue } from './sample.ts';

test('a resync is not starved by an endless stream of edits', () => {
  const { queue, clock } = testQueue();
  const resyncs = Array.from({ length: 10 }, (_, i) => `old${i}`);
  for (const name of resyncs) queue.hint(name, 'resync');
  const taken: string[] = [];
  for (let turn = 0; taken.length < 10 && turn < 1000; turn++) {
    queue.hint(`new${turn}`, 'edit');
    queue.hint(`more${turn}`, 'edit');
    clock.pass(1000);
    for (const { username } of queue.take(1)) {
      if (username.startsWith('old')) taken.push(username);
      queue.done(username, { state: 'applied' });
    }
    // Aged after 30 turns; from then on every fourth turn is theirs.
    if (turn === 30 + 4 * 10) break;
  }
  expect(taken).toEqual(resyncs);
});

test('a flood of aged resyncs delays an edit by one turn at most', () => {
  const { queue, clock } = testQueue();
  for (let i = 0; i < 1000; i++) queue.hint(`old${i}`, 'resync');
  clock.pass(3_600_000);
  queue.take(7);
  queue.hint('joko', 'edit');
  expect(names(queue.take(2))).toContain('joko');
});

test('an account that is edited all the time does not keep the others waiting', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 4 }), (others, workers) => {
      const { queue } = testQueue();
      queue.hint('busy', 'edit');
      for (let i = 0; i < others; i++) queue.hint(`calm${i}`, 'edit');
      const seen = new Set<string>();
      for (let turn = 0; turn <= others; turn++) {
        for (const { username } of queue.take(workers)) {
          seen.add(username);
          queue.hint('busy', 'edit');
          queue.done(username, { state: 'applied' });
        }
      }
      expect(seen.size).toBe(others + 1);
    }),
  );
});
