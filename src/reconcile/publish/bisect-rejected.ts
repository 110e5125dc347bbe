import type { CheckResult } from '../../host/services.ts';

export interface Split<Item> {
  readonly accepted: readonly Item[];
  /** What the checker said of each item that cannot go live. */
  readonly rejected: ReadonlyMap<Item, string>;
}

/**
 * Finds the items at fault by halving: one bad item among n costs about
 * 2 log2(n) tests. What is accepted has passed the test as a whole, so two
 * items that are fine alone and clash together never both go live: the later
 * one is rejected.
 *
 * @param test whether a set of items is accepted, laid over what is live
 */
export async function bisectRejected<Item>(
  items: readonly Item[],
  test: (items: readonly Item[]) => Promise<CheckResult>,
): Promise<Split<Item>> {
  const rejected = new Map<Item, string>();
  const accepted = await accept([], items);
  return { accepted, rejected };

  /** Extends `base`, which has passed, by as many of the `untested` items as the checker accepts. */
  async function accept(base: readonly Item[], untested: readonly Item[]): Promise<readonly Item[]> {
    if (untested.length === 0) return base;
    const result = await test([...base, ...untested]);
    if (result.ok) return [...base, ...untested];
    const [only] = untested;
    if (only !== undefined && untested.length === 1) {
      rejected.set(only, result.output);
      return base;
    }
    const middle = Math.ceil(untested.length / 2);
    const first = await accept(base, untested.slice(0, middle));
    return accept(first, untested.slice(middle));
  }
}
