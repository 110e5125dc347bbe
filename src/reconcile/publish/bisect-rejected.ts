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

  /** Extends `base`, which has passed, by all of `candidates` that it can take. */
  async function accept(base: readonly Item[], candidates: readonly Item[]): Promise<readonly Item[]> {
    if (candidates.length === 0) return base;
    const result = await test([...base, ...candidates]);
    if (result.ok) return [...base, ...candidates];
    const [only] = candidates;
    if (only !== undefined && candidates.length === 1) {
      rejected.set(only, result.output);
      return base;
    }
    const middle = Math.ceil(candidates.length / 2);
    const first = await accept(base, candidates.slice(0, middle));
    return accept(first, candidates.slice(middle));
  }
}
