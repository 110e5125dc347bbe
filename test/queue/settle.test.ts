import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Settle } from '../../src/queue/settle.ts';
import { type TestClock, testClock } from './sample.ts';

function settling(burst = 64): { settle: Settle; clock: TestClock } {
  const clock = testClock();
  return { settle: new Settle({ now: clock.monotonic, quietMs: 100, maxWaitMs: 2000, burst }), clock };
}

test('an account is due once it has been still for the quiet time', () => {
  const { settle, clock } = settling();
  settle.hint('joko');
  clock.pass(60);
  settle.hint('joko');
  expect(settle.nextDueAt()).toBe(160);
  clock.pass(99);
  expect(settle.due()).toEqual([]);
  clock.pass(1);
  expect(settle.due()).toEqual(['joko']);
  expect(settle.due()).toEqual([]);
  expect(settle.nextDueAt()).toBeUndefined();
});

test('a busy account is waited for no longer than the longest wait', () => {
  const { settle, clock } = settling();
  let due: readonly string[] | 'sweep' = [];
  while (due.length === 0) {
    settle.hint('busy');
    clock.pass(50);
    due = settle.due();
  }
  expect(clock.monotonic()).toBe(2000);
});

test('one busy account does not hold up another', () => {
  const { settle, clock } = settling();
  settle.hint('calm');
  settle.hint('busy');
  clock.pass(60);
  settle.hint('busy');
  clock.pass(40);
  expect(settle.due()).toEqual(['calm']);
});

test('a burst over many accounts becomes one sweep, settled in the same way', () => {
  const { settle, clock } = settling(3);
  for (const name of ['a', 'b', 'c']) settle.hint(name);
  expect(settle.size()).toBe(3);
  clock.pass(10);
  settle.hint('d');
  expect(settle.size()).toBe(1);
  clock.pass(90);
  settle.hint('e');
  expect(settle.due()).toEqual([]);
  expect(settle.nextDueAt()).toBe(200);
  clock.pass(100);
  expect(settle.due()).toBe('sweep');
  expect(settle.due()).toEqual([]);
  settle.hint('f');
  clock.pass(100);
  expect(settle.due()).toEqual(['f']);
});

test('an endless burst is swept after the longest wait, counted from its first hint', () => {
  const { settle, clock } = settling(3);
  let due: readonly string[] | 'sweep' = [];
  for (let i = 0; due !== 'sweep'; i++) {
    settle.hint(`user${i}`);
    clock.pass(20);
    due = settle.due();
  }
  expect(clock.monotonic()).toBe(2000);
});

test('no hint is lost: each is followed by its name or a sweep, within the longest wait', () => {
  const step = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 0, max: 300 }));
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 200, size: 'max' }),
      fc.integer({ min: 1, max: 6 }),
      (steps, burst) => {
        const { settle, clock } = settling(burst);
        const open = new Map<string, number>();
        const collect = () => {
          const due = settle.due();
          for (const name of due === 'sweep' ? [...open.keys()] : due) {
            expect(clock.monotonic() - (open.get(name) ?? Number.NaN)).toBeLessThanOrEqual(2000);
            open.delete(name);
          }
        };
        const passTo = (time: number) => {
          for (let at = settle.nextDueAt(); at !== undefined && at <= time; at = settle.nextDueAt()) {
            clock.pass(at - clock.monotonic());
            collect();
          }
          clock.pass(time - clock.monotonic());
        };
        for (const [name, ms] of steps) {
          settle.hint(name);
          if (!open.has(name)) open.set(name, clock.monotonic());
          passTo(clock.monotonic() + ms);
        }
        passTo(clock.monotonic() + 5000);
        expect([...open.keys()]).toEqual([]);
      },
    ),
  );
});
