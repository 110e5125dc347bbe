import PQueue from 'p-queue';
import type { Clock } from '../src/host/clock.ts';

/** How long a start holds its place: one that hangs does not hold up all others. */
const PLACE_MS = 2000;

/** Lets only so many starts go on at a time, in the order in which they were asked for. */
export function startQueue(clock: Clock, atOnce: number): (start: () => Promise<void>) => Promise<void> {
  const queue = new PQueue({ concurrency: atOnce });
  return async (start) => {
    let done: Promise<void> | undefined;
    await queue.add(async () => {
      done = start();
      const free = new AbortController();
      await Promise.race([done.finally(() => free.abort()), clock.sleep(PLACE_MS, free.signal)]);
    });
    await done;
  };
}
