/** Waiting, always with an end. */

import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until `predicate` gives something other than undefined or false, and returns that. What the
 * predicate last threw is part of the error after `timeoutMs`.
 */
export async function waitFor<T>(
  description: string,
  predicate: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let cause: unknown;
  do {
    try {
      const answer = await predicate();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      cause = error;
    }
    await sleep(20);
  } while (Date.now() < deadline);
  const hint = cause instanceof Error ? `; the last try: ${cause.message}` : '';
  throw new Error(`waited ${timeoutMs} ms in vain for ${description}${hint}`, { cause });
}
