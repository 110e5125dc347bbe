import { closeSync, existsSync, fsyncSync, openSync, renameSync } from 'node:fs';
import path from 'node:path';
import { isoTime, systemClock } from '../clock.ts';

/** Renames a damaged database and its companions to a free name beside it, for a person to look at. */
export function moveAside(file: string): string {
  const stamp = isoTime(systemClock.now()).replace(/[:.]/g, '-');
  let target = `${file}.damaged-${stamp}`;
  for (let attempt = 1; existsSync(target); attempt++) target = `${file}.damaged-${stamp}-${attempt}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
  }
  const folder = openSync(path.dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return target;
}
