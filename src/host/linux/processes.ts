import { stat } from 'node:fs/promises';
import { catchesSignal } from '../proc/caught-signals.ts';
import { childrenOf } from '../proc/kernel-file.ts';
import { titleOf } from '../proc/process-title.ts';
import type { ProcessReader } from '../services.ts';
import { executionOf, mainProcess } from './service-manager.ts';

/** What there is to see of the processes of services. */
export const processes: ProcessReader = {
  catchesSignal,
  execution: executionOf,

  async children(parent) {
    const pids = await childrenOf(parent);
    return Promise.all(pids.map(async (pid) => ({ pid, title: await titleOf(pid) })));
  },

  async mainPid(process) {
    return (await mainProcess(process, 'pid-file')).pid;
  },

  async fileVersion(path) {
    const stats = await stat(path).catch(() => undefined);
    return stats && `${stats.ino}:${stats.ctimeMs}`;
  },
};
