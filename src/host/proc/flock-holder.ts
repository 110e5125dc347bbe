// Who holds a flock(2) that only root can take: asked only when waiting was in vain.

import { closeSync, opendirSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { ownerNow } from './process-owner.ts';

/** A process that has more open than this, or the one after so many, is not looked through. */
const MOST_DESCRIPTORS = 256;
const MOST_LOOKS = 10_000;
const MOST_BYTES = 4096;

/**
 * `pid 4711 (vim account.json)`; undefined when the holder is gone or not found. /proc/locks names the process
 * that made the call, which for a shell's `flock 9` has long ended; fdinfo shows the lock at every descriptor
 * that still carries it. Only processes of our own uid are looked at, and each for no longer than a person's.
 */
export function findFlockHolder(lockPath: string): string | undefined {
  const uid = process.geteuid?.();
  let looks = 0;
  for (const pid of orElse(() => readdirSync('/proc'), [])) {
    if (!/^\d+$/.test(pid) || ownerNow(pid) !== uid) continue;
    const found = descriptorsOf(pid);
    looks += found.length;
    if (looks > MOST_LOOKS) return undefined;
    const holds = found.some(
      ({ link, info }) =>
        orElse(() => readlinkSync(link), '') === lockPath && startOf(info).includes('FLOCK'),
    );
    if (holds) return `pid ${pid} (${shownCommand(pid)})`;
  }
  return undefined;
}

function descriptorsOf(pid: string): { link: string; info: string }[] {
  const found: { link: string; info: string }[] = [];
  // biome-ignore lint/plugin: of processes of root's, and so many at most
  const [links, infos] = [`/proc/${pid}/fd/`, `/proc/${pid}/fdinfo/`];
  try {
    using folder = opendirSync(links);
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      found.push({ link: links + entry.name, info: infos + entry.name });
      if (found.length === MOST_DESCRIPTORS) break;
    }
  } catch {
    // It has ended.
  }
  return found;
}

/** For a person to read, and nothing else: a process writes there what it likes. */
function shownCommand(pid: string): string {
  // biome-ignore lint/plugin: shown to a person, and never a reason for anything
  const words = startOf(`/proc/${pid}/cmdline`).split('\0').filter(Boolean).join(' ');
  return (words || 'a program').replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 120);
}

function startOf(path: string): string {
  return orElse(() => {
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(MOST_BYTES);
      return buffer.toString('latin1', 0, readSync(file, buffer));
    } finally {
      closeSync(file);
    }
  }, '');
}

function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
