import type { ProcessReader } from '../../src/host/services.ts';

/** A reload is over once other workers than before take the requests. */
export async function watchReload(master: number, processes: ProcessReader): Promise<() => Promise<boolean>> {
  const before = new Set(await workers(master, processes));
  // The master lets the old workers take requests for 100 ms beside the new ones: an account that has just
  // been suspended, or moved to another PHP, must not be served by them any more.
  return async () => {
    const now = await workers(master, processes);
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
