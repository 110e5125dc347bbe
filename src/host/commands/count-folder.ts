// How much lies in a folder, by counting it; for hosts that have no quotas.

import { tryCommand } from './run-command.ts';

const BYTES_PER_MB = 1024 * 1024;

/** In MB. @returns undefined when it is not counted in time, or there is no such folder */
export async function countFolder(path: string, timeoutMs: number): Promise<number | undefined> {
  const argv = ['du', '--summarize', '--one-file-system', '--block-size=1', '--', path];
  const counted = await tryCommand(argv, { timeoutMs }).catch(() => undefined);
  // du goes on past what vanishes while it counts, and says so by its exit code.
  const bytes = Number(/^\d+/.exec(counted?.stdout ?? '')?.[0] ?? Number.NaN);
  return Number.isFinite(bytes) ? Math.round((bytes / BYTES_PER_MB) * 10) / 10 : undefined;
}
