interface TakenIds {
  readonly least: number;
  readonly most: number;
  /** Whether a number is or was in use: in passwd or group, in a set, in the ledger of the past. */
  isTaken(id: number): boolean;
}

/**
 * The number after the highest that was ever used, so that one whose owner is
 * long forgotten does not come back; a gap only once the range is used up.
 */
export function pickId({ least, most, isTaken }: TakenIds, known: Iterable<number>): number | undefined {
  const highest = Math.max(least - 1, ...[...known].filter((id) => id >= least && id <= most));
  for (let id = highest + 1; id <= most; id += 1) if (!isTaken(id)) return id;
  for (let id = least; id <= highest; id += 1) if (!isTaken(id)) return id;
  return undefined;
}
