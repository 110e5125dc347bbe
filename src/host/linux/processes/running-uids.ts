import { CommandError } from '../../commands/run-command.ts';
import { isUnderWay } from './end-processes.ts';
import { askKernel } from './uid-helper.ts';

const TRIES = 5;

/** Those of the uids that some living process has. A zombie is no living process. */
export async function runningUids(uids: readonly number[]): Promise<ReadonlySet<number>> {
  // What ends the processes of a uid would end one that looks at them as well.
  const ending = uids.filter(isUnderWay);
  const others = uids.filter((uid) => !ending.includes(uid));
  for (let tries = 1; ; tries += 1) {
    try {
      return new Set([...ending, ...(await askKernel('look', others))]);
    } catch (error) {
      // Another thread or program of jopanel has ended it that way.
      if (!(error instanceof CommandError && error.signal === 'SIGKILL') || tries === TRIES) throw error;
    }
  }
}
