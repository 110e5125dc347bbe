// A queue with a clock that a test moves and a random source that never varies.
import { Queue } from '../../src/queue/queue.ts';

export interface TestClock {
  readonly now: () => number;
  pass(ms: number): void;
}

export function testClock(start = 0): TestClock {
  let time = start;
  return {
    now: () => time,
    pass: (ms) => {
      time += ms;
    },
  };
}

export function testQueue(random = 0.5): { queue: Queue; clock: TestClock } {
  const clock = testClock();
  return { queue: new Queue({ now: clock.now, random: () => random }), clock };
}

export function names(entries: readonly { username: string }[]): readonly string[] {
  return entries.map(({ username }) => username);
}
