// Who holds a lock: asked only when waiting was in vain, so it may look at every process.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** `pid 4711 (vim account.json)`; undefined when the holder is gone or hidden from us. */
export function findLockHolder(lockPath: string): string | undefined {
  for (const pid of entries('/proc').filter((name) => /^\d+$/.test(name))) {
    const holds = entries(`/proc/${pid}/fd`).some(
      // /proc/locks names the process that made the call, which for a shell's `flock 9` has long ended;
      // fdinfo shows the lock at every descriptor that still carries it.
      (fd) =>
        linkOf(`/proc/${pid}/fd/${fd}`) === lockPath &&
        contentOf(`/proc/${pid}/fdinfo/${fd}`).includes('FLOCK'),
    );
    if (holds) return `pid ${pid} (${commandOf(pid)})`;
  }
  return undefined;
}

function commandOf(pid: string): string {
  const words = contentOf(`/proc/${pid}/cmdline`).split('\0').filter(Boolean);
  const command = words.length > 0 ? words.join(' ') : contentOf(`/proc/${pid}/comm`).trim();
  return command.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 120);
}

function entries(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
