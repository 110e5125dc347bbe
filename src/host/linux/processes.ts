import { awaitsNextSignal, catchesSignal } from '../proc/caught-signals.ts';
import { followErrors } from '../proc/error-output.ts';
import { childrenOf } from '../proc/kernel-file.ts';
import { titleOf } from '../proc/process-title.ts';
import type { ProcessReader } from '../services.ts';
import { executionOf } from './service-manager.ts';

/** What there is to see of the processes of services. */
export const processes: ProcessReader = {
  catchesSignal,
  awaitsNextSignal,
  followErrors,
  execution: executionOf,

  async children(parent) {
    const pids = await childrenOf(parent);
    return Promise.all(pids.map(async (pid) => ({ pid, title: await titleOf(pid) })));
  },
};
