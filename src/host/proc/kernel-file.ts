import { open } from 'node:fs/promises';
import { errorCode } from '../error-code.ts';

/** What the kernel alone writes about a process: numbers, names of the kernel's own, paths of control groups. */
type KernelFile = 'auxv' | 'cgroup' | 'limits' | 'statm';

const MOST_BYTES = 64 * 1024;

/**
 * Reads what the kernel says of a process. Anything below /proc that a process can shape (its name, in `comm`,
 * `stat` and `status`; `cmdline`, `environ`, `maps`, its descriptors) is no answer to any question about it, and
 * may be gigabytes long: nothing here reads it, and lint keeps the rest of the code from /proc.
 *
 * @returns undefined when there is no such process any more
 */
export async function readKernelFile(pid: number | string, name: KernelFile): Promise<Buffer | undefined> {
  return readStart(`/proc/${pid}/${name}`, MOST_BYTES);
}

/** The children of a process, as long as they are few enough to be a service's. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = (await readStart(`/proc/${pid}/task/${pid}/children`, MOST_BYTES))?.toString('latin1') ?? '';
  return text.split(' ').filter(Boolean).map(Number);
}

/** At most so many bytes from the beginning of a file of the kernel; undefined when its process is gone. */
export async function readStart(path: string, most: number): Promise<Buffer | undefined> {
  try {
    await using file = await open(path);
    const buffer = Buffer.alloc(most);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, length, most - length);
      length += bytesRead;
      if (bytesRead === 0 || length === most) return buffer.subarray(0, length);
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ESRCH') return undefined;
    throw error;
  }
}
