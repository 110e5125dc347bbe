export interface BackoffRange {
  /** The longest wait after the first failure. It doubles with each further one. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Exponential backoff with jitter: between half of the wait and all of it, so that what failed together does not come
 * back together.
 *
 * @param failures how many times in a row it has failed, at least 1
 * @param random in [0, 1)
 */
export function backoffDelay(failures: number, { firstMs, longestMs }: BackoffRange, random: number): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return Math.round((ceiling / 2) * (1 + random));
}
