import { setImmediate as letOthersRun } from 'node:timers/promises';

const IN_ONE_GO = 50;
let calls = 0;

/** Awaited before each piece of a long row of synchronous work: others get their turn in between. */
export async function yieldToEventLoop(): Promise<void> {
  calls += 1;
  if (calls % IN_ONE_GO === 0) await letOthersRun();
}
