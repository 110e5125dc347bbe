// Random hints, takes, results and time against the simplest model that says what must hold.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Hint, isUrgent } from '../../src/queue/hint.ts';
import type { PassResult } from '../../src/queue/pass-result.ts';
import { Queue } from '../../src/queue/queue.ts';
import { type TestClock, testClock } from './sample.ts';

interface Entry {
  state: 'idle' | 'dirty' | 'processing' | 'waiting';
  /** Hints that no run has answered yet. */
  hints: Hint[];
  refused: boolean;
  until: number;
}

interface Model {
  readonly entries: Map<string, Entry>;
  readonly clock: TestClock;
}

function entry(model: Model, name: string): Entry {
  const known = model.entries.get(name) ?? { state: 'idle', hints: [], refused: false, until: 0 };
  model.entries.set(name, known);
  return known;
}

function inState(model: Model, state: Entry['state']): readonly string[] {
  return [...model.entries].filter(([, each]) => each.state === state).map(([name]) => name);
}

function agree(model: Model, queue: Queue): void {
  const { dirty, processing, waiting } = queue.snapshot();
  const sorted = (list: readonly { username: string }[]) => list.map(({ username }) => username).sort();
  expect(sorted(dirty)).toEqual([...inState(model, 'dirty')].sort());
  expect(sorted(processing)).toEqual([...inState(model, 'processing')].sort());
  expect(sorted(waiting)).toEqual([...inState(model, 'waiting')].sort());
  expect(queue.size()).toBe(dirty.length + processing.length + waiting.length);
  const wakes = [...waiting.map(({ until }) => until), ...dirty.map(() => 0)];
  const next = Math.max(model.clock.monotonic(), Math.min(...wakes));
  expect(queue.nextWakeAt()).toBe(wakes.length === 0 ? undefined : next);
}

type QueueCommand = fc.Command<Model, Queue>;

function hint(name: string, reason: Hint): QueueCommand {
  return {
    check: () => true,
    run(model, queue) {
      const known = entry(model, name);
      queue.hint(name, reason);
      if (isUrgent(reason)) known.refused = false;
      if (reason === 'retry' && known.refused) return agree(model, queue);
      if (reason === 'resync' && known.state === 'waiting') return agree(model, queue);
      known.hints.push(reason);
      if (known.state !== 'processing') known.state = 'dirty';
      agree(model, queue);
    },
    toString: () => `hint(${name}, ${reason})`,
  };
}

function take(max: number): QueueCommand {
  return {
    check: () => true,
    run(model, queue) {
      for (const name of inState(model, 'waiting')) {
        const known = entry(model, name);
        if (known.until > model.clock.monotonic()) continue;
        known.state = 'dirty';
        known.hints = ['retry'];
      }
      const before = inState(model, 'dirty');
      const tasks = queue.take(max);
      expect(tasks).toHaveLength(Math.min(max, before.length));
      for (const { username, hint } of tasks) {
        const known = entry(model, username);
        expect(known.state).toBe('dirty');
        const kinds = new Set(known.hints);
        if (kinds.has('edit') && kinds.size > 1) expect(hint).toBe('ask');
        else expect(known.hints).toContain(hint);
        expect(isUrgent(hint)).toBe(known.hints.some(isUrgent));
        known.state = 'processing';
        known.hints = [];
      }
      agree(model, queue);
    },
    toString: () => `take(${max})`,
  };
}

function done(which: number, result: PassResult): QueueCommand {
  return {
    check: (model) => inState(model, 'processing').length > 0,
    run(model, queue) {
      const running = inState(model, 'processing');
      const name = running[which % running.length] ?? '';
      const known = entry(model, name);
      queue.done(name, result);
      if (result.state === 'refused' && !known.hints.some(isUrgent)) known.refused = true;
      const failed = result.state === 'failed';
      if (failed && known.hints.every((each) => each === 'resync')) {
        known.state = 'waiting';
        known.hints = [];
        known.until = queue.retryAt(name) ?? Number.NaN;
        expect(known.until - model.clock.monotonic()).toBeGreaterThanOrEqual(1000);
        expect(known.until - model.clock.monotonic()).toBeLessThanOrEqual(300_000);
      } else {
        known.state = known.hints.length > 0 ? 'dirty' : 'idle';
      }
      agree(model, queue);
    },
    toString: () => `done(#${which}, ${JSON.stringify(result)})`,
  };
}

function pass(ms: number): QueueCommand {
  return {
    check: () => true,
    run(model, queue) {
      model.clock.pass(ms);
      agree(model, queue);
    },
    toString: () => `pass(${ms})`,
  };
}

const name = fc.constantFrom('ada', 'bob', 'cyd', 'dee', 'eve');
const reason = fc.constantFrom<Hint>('edit', 'ask', 'retry', 'resync');
const result = fc.constantFrom<PassResult>(
  { state: 'applied' },
  { state: 'refused' },
  { state: 'held' },
  { state: 'busy', retryAfterMs: 100 },
  { state: 'failed', error: 'no' },
);
const command = [
  fc.tuple(name, reason).map(([who, why]) => hint(who, why)),
  fc.integer({ min: 0, max: 4 }).map(take),
  fc.tuple(fc.nat(4), result).map(([which, how]) => done(which, how)),
  fc.constantFrom(1, 500, 2_000, 60_000, 700_000).map(pass),
];

test('the queue does what its model does', () => {
  fc.assert(
    fc.property(
      fc.commands(command, { maxCommands: 120, size: 'max' }),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      (commands, stream) => {
        const clock = testClock();
        const queue = new Queue({ clock, random: () => stream.next().value });
        fc.modelRun(() => ({ model: { entries: new Map(), clock }, real: queue }), commands);
      },
    ),
    { numRuns: 400 },
  );
}, 60_000);
