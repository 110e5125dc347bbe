import type { ProcessReader } from '../../src/host/services.ts';
import { cleanNginxOutput } from './clean-output.ts';

/**
 * A reload is over once other workers than before take the requests.
 *
 * @throws when nginx has refused the configuration, in its own words; it goes on with the one before
 */
export async function watchReload(master: number, processes: ProcessReader): Promise<() => Promise<boolean>> {
  const before = new Set((await processes.children(master)).map(({ pid }) => pid));
  const errors = await processes.followErrors(master);
  // The master lets the old workers take requests for 100 ms beside the new ones: an account that has just
  // been suspended, or moved to another PHP, must not be served by them any more.
  return async () => {
    // In this order: it has started its new workers before it waits for the next signal.
    const isDone = await processes.awaitsNextSignal(master, 'SIGHUP');
    const children = await processes.children(master);
    // Whatever their titles say: a worker that has just begun bears the one of the master for as long as it waits for a
    // processor.
    if (isDone && children.every(({ pid }) => before.has(pid)))
      throw new Error(refusal(master, await errors()));
    const now = children.filter(takesRequests);
    return now.length > 0 && now.every(({ pid }) => !before.has(pid));
  };
}

/** The old ones say in their titles that they are shutting down. */
function takesRequests({ title }: { readonly title: string }): boolean {
  return title.startsWith('nginx: worker process') && !title.includes('shutting down');
}

function refusal(master: number, log: string): string {
  const lines = log.split('\n').filter((line) => line.includes(` [emerg] ${master}#`));
  const words = lines.map((line) => cleanNginxOutput(line).replace('[emerg] ', ''));
  const what = words.length > 0 ? words.slice(0, 3).join('; ') : 'see its error log';
  return `nginx refused its new configuration and goes on with the one before: ${what}`;
}
