// A set's state by its stats alone: equal fingerprints mean that nothing was written in between.

import { type BigIntStats, lstatSync } from 'node:fs';
import { SET_FILES, type SetFileName } from '../../model/set-files.ts';
import { errorCode } from './open-folder.ts';

export type SetStats = ReadonlyMap<SetFileName, BigIntStats>;

/** The inode tells a rename, the times a write in place, the folder's own a file that came or went. */
export function fingerprintOf(folder: BigIntStats, files: SetStats): string {
  return [mark(folder), ...SET_FILES.map((name) => mark(files.get(name)))].join(' ');
}

/** Undefined where there is no folder of that name; a state of its own where it cannot be looked into. */
export function fingerprintAt(usersPath: string, username: string): string | undefined {
  const path = `${usersPath}/${username}`;
  try {
    const folder = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (folder === undefined || folder.isFile()) return undefined;
    return fingerprintOf(folder, statFiles(path));
  } catch (error) {
    return errorCode(error);
  }
}

/** Links are not followed, so a link shows itself and not its target. */
export function statFiles(folderPath: string): SetStats {
  const stats = new Map<SetFileName, BigIntStats>();
  for (const name of SET_FILES) {
    const stat = lstatSync(`${folderPath}/${name}`, { bigint: true, throwIfNoEntry: false });
    if (stat !== undefined) stats.set(name, stat);
  }
  return stats;
}

/** The status-change time: unlike mtime no tool can set it, and every write and rename moves it. */
export function newestChangeMs(folder: BigIntStats, files: SetStats): number {
  let newest = folder.ctimeNs;
  for (const stat of files.values()) if (stat.ctimeNs > newest) newest = stat.ctimeNs;
  return Number(newest / 1_000_000n);
}

function mark(stat: BigIntStats | undefined): string {
  if (stat === undefined) return '-';
  const { dev, ino, mode, uid, nlink, size, mtimeNs, ctimeNs } = stat;
  return [dev, ino, mode, uid, nlink, size, mtimeNs, ctimeNs].map((part) => part.toString(36)).join('.');
}
