import type { LiveUse } from './live-use.ts';

/** What everything in an account's slice uses, as the kernel counts it; null where this kernel does not. */
export interface SliceUse {
  readonly cpuSeconds: number | null;
  /** How often the limit of CPU time was looked at, and how often it held the account up. */
  readonly cpuPeriods: number | null;
  readonly cpuThrottledPeriods: number | null;
  readonly cpuThrottledSeconds: number | null;
  readonly memoryBytes: number | null;
  readonly memoryPeakBytes: number | null;
  /** How many processes the kernel has ended because the account had no memory left. */
  readonly oomKills: number | null;
  /** Processes and threads. */
  readonly tasks: number | null;
  /** How often a process could not be made because there were too many. */
  readonly tasksRefused: number | null;
  readonly readBytes: number | null;
  readonly writtenBytes: number | null;
}

/** A limit that an account has come to of late. */
export type LimitReached = 'memory' | 'cpu' | 'processes';

export interface SliceUseReader {
  /** By uid: the slices that are there now. Read from the kernel, without a command. */
  all(): Promise<ReadonlyMap<number, SliceUse>>;
  of(uid: number): Promise<SliceUse>;
  /** The PHP of an account: whether any of its PHP-FPMs runs, and their processes for requests. */
  php(username: string, uid: number): Promise<LiveUse['php']>;
  /**
   * By uid: the limits that bit within the last hour (memory, processes), or held the account up for more than half of
   * the time since the look before (CPU). A new look goes on beside the caller, every few minutes.
   */
  reached(): Promise<ReadonlyMap<number, ReadonlySet<LimitReached>>>;
}
