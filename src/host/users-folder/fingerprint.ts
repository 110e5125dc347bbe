// A set's state by its stats alone: equal fingerprints mean that nothing was written in between.

import { type BigIntStats, lstatSync } from 'node:fs';
import { SET_FILES, type SetFileName } from '../../model/set-files.ts';
import { systemErrorCode } from '../error-code.ts';

type SetStats = ReadonlyMap<SetFileName, BigIntStats>;

const MARKS = ['dev', 'ino', 'mode', 'uid', 'nlink', 'size', 'mtimeNs', 'ctimeNs'] as const;

/** The inode shows a rename, the times a write in place, the folder's own a file that came or went. */
export function setFingerprint(folder: BigIntStats, files: SetStats): string {
  return [markOf(folder), ...SET_FILES.map((name) => markOf(files.get(name)))].join(' ');
}

/** Undefined where there is no folder of that name; a state of its own where it cannot be looked into. */
export function fingerprintAt(usersPath: string, username: string): string | undefined {
  const path = `${usersPath}/${username}`;
  try {
    const folder = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (folder === undefined || folder.isFile()) return undefined;
    return setFingerprint(folder, statFiles(path));
  } catch (error) {
    return systemErrorCode(error);
  }
}

/** The bytes of the files of a set, from stats only; 0 where it cannot be looked into. */
export function sizeAt(usersPath: string, username: string): number {
  try {
    let size = 0n;
    for (const stat of statFiles(`${usersPath}/${username}`).values()) size += stat.size;
    return Number(size);
  } catch {
    return 0;
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

/**
 * How long after the newest of the other files meta.json was written, in milliseconds; negative: before it. Undefined
 * without meta.json.
 */
export function metaAfterMs(files: SetStats): number | undefined {
  const meta = files.get('meta.json')?.ctimeNs;
  if (meta === undefined) return undefined;
  const others = [...files].flatMap(([name, { ctimeNs }]) => (name === 'meta.json' ? [] : [ctimeNs]));
  const newest = others.sort((a, b) => Number(a - b)).at(-1) ?? 0n;
  return Number((meta - newest) / 1_000_000n);
}

/** Whether two looks would have the same fingerprint; a third of the work of making both. */
export function isSameSet(before: SetStats, after: SetStats): boolean {
  return SET_FILES.every((name) => isSame(before.get(name), after.get(name)));
}

export function isSame(before: BigIntStats | undefined, after: BigIntStats | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return MARKS.every((mark) => before[mark] === after[mark]);
}

function markOf(stat: BigIntStats | undefined): string {
  return stat === undefined ? '-' : MARKS.map((mark) => stat[mark].toString(36)).join('.');
}
