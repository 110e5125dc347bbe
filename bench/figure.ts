/** One measured case: what jopanel took, what it is held against, and what the machine itself cannot beat. */
export interface Figure {
  readonly name: string;
  readonly seconds: number;
  /** What the same thing takes another way, measured in the same run. */
  readonly against: { readonly what: string; readonly seconds: number };
  /** What no implementation could be faster than here. */
  readonly floor: { readonly what: string; readonly seconds: number } | undefined;
  /** The most that `seconds / against.seconds` may be. */
  readonly target: number;
  /** What else was seen, such as the number of reloads. */
  readonly notes: Readonly<Record<string, string | number>>;
}

export function ratioOf(figure: Figure): number {
  return figure.seconds / figure.against.seconds;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
