import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { PhpConnection } from '../php-sockets.ts';

// biome-ignore lint/plugin: so many lines at most, and of lines that no path can feign
const KERNEL_FILE = '/proc/net/unix';
/** Any user of the host can make the list longer. */
const MOST_LINES = 300_000;

/**
 * A line of the kernel, with its widths (proc(5)): flags, type, state, inode and path. Users choose paths, of 108 bytes at
 * most, and one may hold a line break and what looks like a line after it. That takes 59 of the bytes before its own path.
 */
const LINE = /^[0-9a-f]{16}: [0-9A-F]{8} [0-9A-F]{8} ([0-9A-F]{8}) 0001 (0[0-9]) +(\d+) (\/\S{49,})$/;

const LISTENS = '00010000';
/** The server has not accepted it yet. */
const WAITS = '02';
const IS_TAKEN = '03';

/** The connections to sockets of that folder, in the kernel's own list; undefined where that is too long to be read. */
export async function unixConnections(folder: string): Promise<readonly PhpConnection[] | undefined> {
  const file = createReadStream(KERNEL_FILE, 'latin1');
  const found: PhpConnection[] = [];
  let lines = 0;
  try {
    for await (const line of createInterface({ input: file })) {
      lines += 1;
      if (lines > MOST_LINES) return undefined;
      const connection = connectionIn(line);
      if (connection?.path.startsWith(`${folder}/`)) found.push(connection);
    }
    return found;
  } finally {
    file.destroy();
  }
}

export function connectionIn(line: string): PhpConnection | undefined {
  const [, flags, state, inode, path] = LINE.exec(line) ?? [];
  if (inode === undefined || path === undefined || flags === LISTENS) return undefined;
  if (state !== WAITS && state !== IS_TAKEN) return undefined;
  return { path, inode, isTaken: state === IS_TAKEN };
}
