import { errorMessage } from '../../model/error-message.ts';

export interface Placed<Item> {
  readonly placed: readonly Item[];
  /** Why not, of each that could not be placed. */
  readonly unwritten: ReadonlyMap<Item, string>;
}

// One at fault among a million is found within these; where more fail, it is not the items that are at fault.
const MOST_FAILURES = 40;

/**
 * Places all items at once or, where that fails, by halves, so that one that
 * cannot be placed does not hold up the others.
 *
 * @param place throws when it fails; what it did until then does no harm
 * @throws what `place` throws of no items at all
 */
export async function bisectFailures<Item>(
  items: readonly Item[],
  place: (items: readonly Item[], isPart: boolean) => Promise<readonly Item[]>,
): Promise<Placed<Item>> {
  const unwritten = new Map<Item, string>();
  let failures = 0;
  const placed = await attempt(items, false);
  return { placed, unwritten };

  async function attempt(some: readonly Item[], isPart: boolean): Promise<readonly Item[]> {
    try {
      return await place(some, isPart);
    } catch (error) {
      if (some.length === 0) throw error;
      failures += 1;
      if (some.length === 1 || failures > MOST_FAILURES) {
        for (const item of some) unwritten.set(item, errorMessage(error));
        return [];
      }
      const middle = Math.ceil(some.length / 2);
      const first = await attempt(some.slice(0, middle), true);
      return [...first, ...(await attempt(some.slice(middle), true))];
    }
  }
}
