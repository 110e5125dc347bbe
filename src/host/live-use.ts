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
  readonly php: PhpUse;
  readonly disk: { readonly usedMb: number; readonly files: number } | null;
  /** Why disk use is unknown; empty when it is known. */
  readonly diskNote: string;
  /** Of all its databases together. */
  readonly databasesMb: number | null;
}

/** The PHP of an account: asleep until the next request, or awake with so many processes for requests. */
export interface PhpUse {
  readonly awake: boolean;
  readonly workers: number;
  /** Requests that are being answered, that wait for a process, and that take longer than ten seconds. */
  readonly busy: number | null;
  readonly queue: number | null;
  readonly slow: number | null;
}
