import type { ProcessReader } from '../../src/host/services.ts';
import { cleanNginxOutput } from './clean-output.ts';

/**
 * A reload is over once other workers than before take the requests.
 *
 * @throws when nginx has refused the configuration, in its own words; it goes on with the one before
 */
export async function watchReload(master: number, processes: ProcessReader): Promise<() => Promise<boolean>> {
  const before = new Set(await workers(master, processes));
  const errors = await processes.followErrors(master);
  // The master lets the old workers take requests for 100 ms beside the new ones: an account that has just
  // been suspended, or moved to another PHP, must not be served by them any more.
  return async () => {
    // In this order: it has started its new workers before it waits for the next signal.
    const isDone = await processes.awaitsNextSignal(master, 'SIGHUP');
    const now = await workers(master, processes);
    if (isDone && now.every((pid) => before.has(pid))) throw new Error(refusal(master, await errors()));
    return now.length > 0 && now.every((pid) => !before.has(pid));
  };
}

/** The processes that take new requests; the old ones say in their titles that they are shutting down. */
async function workers(master: number, processes: ProcessReader): Promise<number[]> {
  const children = await processes.children(master);
  return children
    .filter(({ title }) => title.startsWith('nginx: worker process') && !title.includes('shutting down'))
    .map(({ pid }) => pid);
}

function refusal(master: number, log: string): string {
  const lines = log.split('\n').filter((line) => line.includes(` [emerg] ${master}#`));
  const words = lines.map((line) => cleanNginxOutput(line).replace('[emerg] ', ''));
  const what = words.length > 0 ? words.slice(0, 3).join('; ') : 'see its error log';
  return `nginx refused its new configuration and goes on with the one before: ${what}`;
}
