import { readStart } from './kernel-file.ts';

const MOST_BYTES = 256;

/**
 * What a process has written over its command line, cut off. Only for one that is known otherwise to be a service's
 * own, by its parent or its program: any other could say anything here.
 */
export async function titleOf(pid: number): Promise<string> {
  // biome-ignore lint/plugin: of a service's own process, and so many bytes at most
  const title = await readStart(`/proc/${pid}/cmdline`, MOST_BYTES);
  return title?.toString('latin1') ?? '';
}
