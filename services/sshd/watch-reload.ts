import type { ProcessReader } from '../../src/host/services.ts';

/** A reload is over once sshd has executed itself and listens. */
export async function watchReload(master: number, processes: ProcessReader): Promise<() => Promise<boolean>> {
  const before = await processes.execution(master);
  return async () => {
    const now = await processes.execution(master);
    if (now === undefined) throw new Error('sshd ended instead of reloading');
    // It takes this signal on only once it listens.
    return now !== before && (await processes.catchesSignal(master, 'SIGHUP'));
  };
}
