import { statSync } from 'node:fs';
import { readdir, readlink, stat } from 'node:fs/promises';
import path from 'node:path';

/** Of all processes. Those that end meanwhile are among them. */
export async function allPids(): Promise<readonly string[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
}

/** The effective uid of a process, which is whose its folder is, also when it may not be traced; undefined when it is gone. */
export async function ownerOf(pid: number | string): Promise<number | undefined> {
  const stats = await stat(`/proc/${pid}`).catch(() => undefined);
  return stats?.uid;
}

export function ownerNow(pid: number | string): number | undefined {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return undefined;
  }
}

/** The name of the file that a process executes, such as `nginx`; undefined when it is gone. No process can make it up. */
export async function programOf(pid: number | string): Promise<string | undefined> {
  const file = await readlink(`/proc/${pid}/exe`).catch(() => undefined);
  // An upgrade has put another file in its place.
  return file === undefined ? undefined : path.basename(file.replace(/ \(deleted\)$/, ''));
}
