// A queue with a clock that a test moves and a random source that never varies.
import { Queue } from '../../src/queue/queue.ts';

export interface TestClock {
  now(): number;
  monotonic(): number;
  pass(ms: number): void;
  /** Sets the wall clock forward, or back. */
  set(ms: number): void;
}

export function testClock(start = 0): TestClock {
  let time = start;
  let ahead = 0;
  return {
    now: () => time + ahead,
    monotonic: () => time,
    pass: (ms) => {
      time += ms;
    },
    set: (ms) => {
      ahead += ms;
    },
  };
}

export function testQueue(random = 0.5): { queue: Queue; clock: TestClock } {
  const clock = testClock();
  return { queue: new Queue({ clock, random: () => random }), clock };
}

export function names(entries: readonly { username: string }[]): readonly string[] {
  return entries.map(({ username }) => username);
}
