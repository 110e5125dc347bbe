import { askKernel } from './uid-helper.ts';

/** Those of the uids that some living process has. A zombie is no living process. */
export async function runningUids(uids: readonly number[]): Promise<ReadonlySet<number>> {
  return askKernel('look', uids);
}
