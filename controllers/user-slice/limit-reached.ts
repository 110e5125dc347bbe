import { PROCESSES_BY_DEFAULT } from '../../src/model/files/limits-file.ts';
import type { Degraded } from '../controller.ts';
import type { DesiredSlice } from './desired.ts';
import type { ObservedSlice } from './observe.ts';

/** Which limit holds the account up, the worst first. The numbers are those of the set, so that a look changes no word. */
export function limitReached({ limits }: DesiredSlice, { reached }: ObservedSlice): Degraded | undefined {
  if (reached.has('memory')) {
    return {
      reason: 'MemoryLimitReached',
      message: `the kernel ended a process of the account within the last hour, because memory_limit_mb (${limits.memory_limit_mb}) was reached; raise it, or have its programs use less`,
    };
  }
  if (reached.has('processes')) {
    return {
      reason: 'ProcessLimitReached',
      message: `a process could not be started within the last hour, because max_processes (${limits.max_processes ?? PROCESSES_BY_DEFAULT}) was reached; raise it, or end some`,
    };
  }
  if (reached.has('cpu')) {
    return {
      reason: 'CpuLimitReached',
      message: `cpu_limit_percent (${limits.cpu_limit_percent}) holds the account up for more than half of the time; raise it, or have its programs do less`,
    };
  }
  return undefined;
}
