import { readStart } from './kernel-file.ts';

const MOST_BYTES = 64;

/**
 * What a worker of a service has written over its command line, cut off. Only for the children of a main process
 * of root's, which are that service's own: any other process could say anything here.
 */
export async function workerTitle(pid: number): Promise<string> {
  // biome-ignore lint/plugin: of a child of a service, and 64 bytes at most
  const title = await readStart(`/proc/${pid}/cmdline`, MOST_BYTES);
  return title?.toString('latin1') ?? '';
}
