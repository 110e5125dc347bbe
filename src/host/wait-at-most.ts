import type { Clock } from './clock.ts';

/** Resolves when `work` ends, after `ms` milliseconds, or when `stop` aborts. It leaves no timer behind. */
export async function waitAtMost(
  clock: Pick<Clock, 'sleep'>,
  ms: number,
  work: Promise<unknown>,
  stop?: AbortSignal,
): Promise<void> {
  const done = new AbortController();
  const end = () => done.abort();
  void work.then(end, end);
  await clock.sleep(ms, stop === undefined ? done.signal : AbortSignal.any([done.signal, stop]));
}
