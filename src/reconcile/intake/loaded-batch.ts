import type { LoadedSet } from '../../desired/load-set.ts';
import type { Problem } from '../../model/problem.ts';

export type AcceptedSet = LoadedSet & { readonly state: 'ok' };

export interface LoadedBatch {
  /** Sorted by username. */
  readonly accepted: readonly AcceptedSet[];
  readonly refused: ReadonlyMap<string, readonly Problem[]>;
  /** Sets that another program is writing or has locked, and after how many milliseconds each may be readable. */
  readonly busy: ReadonlyMap<string, number>;
  readonly vanished: readonly string[];
  /** Files that others could read by their modes, which were tightened; `.` is the folder. By username. */
  readonly tightened: ReadonlyMap<string, readonly string[]>;
}
