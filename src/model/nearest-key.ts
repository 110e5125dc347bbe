// The known key that a mistyped one most likely meant.

/** Undefined when none is near enough to be worth naming. */
export function nearestKey(typed: string, known: readonly string[]): string | undefined {
  const bare = plain(typed);
  let best: { key: string; distance: number } | undefined;
  for (const key of known) {
    const distance = editDistance(bare, plain(key));
    if (best === undefined || distance < best.distance) best = { key, distance };
  }
  if (best === undefined) return undefined;
  return best.distance <= Math.max(2, Math.floor(best.key.length / 3)) ? best.key : undefined;
}

/** diskQuotaMb, disk-quota-mb and DISK_QUOTA_MB are all the same slip. */
function plain(key: string): string {
  return key
    .slice(0, 64)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
}

/** Damerau-Levenshtein (optimal string alignment): a swap of neighbours is one slip. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      const replaced = (last[column - 1] ?? 0) + (same ? 0 : 1);
      const removed = (last[column] ?? 0) + 1;
      const added = (current[column - 1] ?? 0) + 1;
      let cost = Math.min(replaced, removed, added);
      if (
        left[row - 1] === right[column - 2] &&
        left[row - 2] === right[column - 1] &&
        row > 1 &&
        column > 1
      ) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}
