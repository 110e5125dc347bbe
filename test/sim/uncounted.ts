import type { SliceUse } from '../../src/host/slice-use.ts';

/** As on a kernel that counts nothing. */
export const UNCOUNTED: SliceUse = {
  cpuSeconds: null,
  cpuPeriods: null,
  cpuThrottledPeriods: null,
  cpuThrottledSeconds: null,
  memoryBytes: null,
  memoryPeakBytes: null,
  oomKills: null,
  tasks: null,
  tasksRefused: null,
  readBytes: null,
  writtenBytes: null,
};
