import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const MOST_BYTES = 16 * 1024;

/**
 * Notes where the file that a process has for its standard error ends: a daemon such as nginx logs there.
 *
 * @param pid a process of root's
 * @returns what reads the text that was added since, or nothing where it is no file; at most its last 16 KiB
 */
export async function followErrors(pid: number): Promise<() => Promise<string>> {
  const start = await endOf(pid);
  return async () => (start === undefined ? '' : withFile(pid, (file) => readFrom(file, start)));
}

async function endOf(pid: number): Promise<number | undefined> {
  const size = await withFile(pid, async (file) => String((await file.stat()).size));
  return size === '' ? undefined : Number(size);
}

async function readFrom(file: FileHandle, start: number): Promise<string> {
  const { size } = await file.stat();
  const from = Math.max(start, size - MOST_BYTES);
  if (size <= from) return '';
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
  return buffer.toString('utf8', 0, bytesRead);
}

/** A process that is gone, or that logs to a socket, has no such file. */
async function withFile(pid: number, use: (file: FileHandle) => Promise<string>): Promise<string> {
  try {
    // biome-ignore lint/plugin: of a process of root's: its log, of which a bounded part is read
    await using file = await open(`/proc/${pid}/fd/2`, constants.O_RDONLY | constants.O_NONBLOCK);
    return (await file.stat()).isFile() ? await use(file) : '';
  } catch {
    return '';
  }
}
