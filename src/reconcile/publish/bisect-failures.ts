import { errorMessage } from '../../model/error-message.ts';

interface Attempted<Item> {
  readonly succeeded: readonly Item[];
  /** The error of each item that failed. */
  readonly failed: ReadonlyMap<Item, string>;
}

// One faulty item among a million takes fewer failures than this. After more, what is left counts as failed.
const MOST_FAILURES = 40;

/**
 * Runs `apply` with all items at once or, where that fails, with halves, so that one
 * faulty item does not hold up the others.
 *
 * @param apply throws when it fails; what it did until then does no harm
 * @throws what `apply([])` throws
 */
export async function bisectFailures<Item>(
  items: readonly Item[],
  apply: (items: readonly Item[], isSubset: boolean) => Promise<readonly Item[]>,
): Promise<Attempted<Item>> {
  const failed = new Map<Item, string>();
  let failures = 0;
  const succeeded = await attempt(items, false);
  return { succeeded, failed };

  async function attempt(some: readonly Item[], isSubset: boolean): Promise<readonly Item[]> {
    try {
      return await apply(some, isSubset);
    } catch (error) {
      if (some.length === 0) throw error;
      failures += 1;
      if (some.length === 1 || failures > MOST_FAILURES) {
        for (const item of some) failed.set(item, errorMessage(error));
        return [];
      }
      const middle = Math.ceil(some.length / 2);
      const first = await attempt(some.slice(0, middle), true);
      return [...first, ...(await attempt(some.slice(middle), true))];
    }
  }
}
