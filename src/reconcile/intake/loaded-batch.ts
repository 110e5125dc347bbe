import type { LoadedSet } from '../../desired/load-set.ts';
import type { Problem } from '../../model/problem.ts';

export type AcceptedSet = LoadedSet & { readonly state: 'ok' };

export interface LoadedBatch {
  /** Sorted by username. */
  readonly accepted: readonly AcceptedSet[];
  readonly refused: ReadonlyMap<string, readonly Problem[]>;
  /** Sets that another program is writing, and after how many milliseconds they may be still. */
  readonly busy: ReadonlyMap<string, number>;
  readonly gone: readonly string[];
  /** Names of what was open to others by its mode alone, `.` for the folder, by username. */
  readonly tightened: ReadonlyMap<string, readonly string[]>;
}
