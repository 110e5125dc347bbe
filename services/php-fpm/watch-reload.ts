import type { ProcessReader, ServiceProcess } from '../../src/host/services.ts';

/** A reload is over once the master has executed itself and, last of all, when every pool has its socket, its pid file. */
export async function watchReload(
  master: number,
  process: ServiceProcess,
  processes: ProcessReader,
): Promise<() => Promise<boolean>> {
  const before = await stateOf();
  return async () => {
    const now = await stateOf();
    const isWritten = now.pidFile !== before.pidFile;
    // One that went into the background does so again: it ends once its successor has written the file.
    if (now.execution === undefined && !(isWritten && (await processes.mainPid(process)) !== undefined)) {
      throw new Error(`${process.unit} ended instead of reloading`);
    }
    return now.execution !== before.execution && isWritten;
  };

  /** In this order: a master that is seen to be gone has left the file as it stays. */
  async function stateOf() {
    const execution = await processes.execution(master);
    return { execution, pidFile: await processes.fileVersion(process.pidFile) };
  }
}
