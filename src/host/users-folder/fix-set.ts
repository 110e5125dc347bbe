// Gives the folder and files of a set to root alone. Only for an operator who asks for it: the user who owned them before
// may have written them.

import { type BigIntStats, closeSync, fchmodSync, fchownSync, fstatSync, openSync } from 'node:fs';
import { SET_FILES } from '../../model/set-files.ts';
import { fdPath } from '../files/fd-path.ts';
import { EXISTING_FILE } from '../files/open-flags.ts';
import { attempt, openFolder, openFolderIn } from './open-folder.ts';

interface FixedEntry {
  /** `.` for the folder. */
  readonly name: string;
  /** Such as `owner 1000` and `mode 0644`. */
  readonly was: readonly string[];
}

/** The caller holds the lock. @returns undefined when there is no such folder */
export function fixSet(usersPath: string, username: string): FixedEntry[] | undefined {
  const users = openFolder(usersPath);
  if (!users.ok) return undefined;
  try {
    const folder = openFolderIn(users.fd, username);
    return folder.ok ? fixFolder(folder.fd) : undefined;
  } finally {
    closeSync(users.fd);
  }
}

function fixFolder(fd: number): FixedEntry[] {
  try {
    const fixed = [fixed1('.', fd, 0o700)];
    for (const name of SET_FILES) {
      const file = attempt(() => openSync(fdPath(fd, name), EXISTING_FILE));
      if (!file.ok) continue;
      try {
        const stats = fstatSync(file.fd, { bigint: true });
        // A further name may be of a file elsewhere, which is not to become root's.
        if (stats.isFile() && stats.nlink === 1n) fixed.push(fixed1(name, file.fd, 0o600));
      } finally {
        closeSync(file.fd);
      }
    }
    return fixed.filter(({ was }) => was.length > 0);
  } finally {
    closeSync(fd);
  }
}

function fixed1(name: string, fd: number, mode: number): FixedEntry {
  const stats = fstatSync(fd, { bigint: true });
  const was = faultsOf(stats, mode);
  if (was.length === 0) return { name, was };
  fchownSync(fd, process.geteuid?.() ?? 0, process.getegid?.() ?? 0);
  fchmodSync(fd, mode);
  return { name, was };
}

function faultsOf({ uid, gid, mode }: BigIntStats, wanted: number): string[] {
  const bits = Number(mode) & 0o7777;
  return [
    ...(Number(uid) === (process.geteuid?.() ?? 0) ? [] : [`owner ${uid}`]),
    ...(Number(gid) === (process.getegid?.() ?? 0) ? [] : [`group ${gid}`]),
    ...(bits === wanted ? [] : [`mode 0${bits.toString(8).padStart(3, '0')}`]),
  ];
}
