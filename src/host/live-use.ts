/** Looks at live use, at a cost that does not grow with how many ask. */
export type UseReader = (account: {
  readonly username: string;
  readonly uid: number;
  /** The names of its databases. */
  readonly databases: readonly string[];
}) => Promise<LiveUse>;

/** What an account uses right now; `null` where this host cannot say. */
export interface LiveUse {
  readonly processes: number;
  /** Resident memory of all its processes; pages that they share count for each. */
  readonly memoryMb: number;
  /** Its PHP: asleep until the next request, or awake with so many processes for requests. */
  readonly php: { readonly awake: boolean; readonly workers: number };
  readonly disk: { readonly usedMb: number; readonly files: number } | null;
  /** Why disk use is unknown; empty when it is known. */
  readonly diskNote: string;
  /** Of all its databases together. */
  readonly databasesMb: number | null;
}
