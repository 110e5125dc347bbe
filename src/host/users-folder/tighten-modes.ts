// Sets the modes of a set right where these alone let others read it, as after `umask 022`.

import { closeSync, fchmodSync, fstatSync, openSync } from 'node:fs';
import { SET_FILES } from '../../model/set-files.ts';
import { fdPath } from '../files/fd-path.ts';
import { EXISTING_FILE } from '../files/open-flags.ts';
import { attempt, openFolder, openFolderIn } from './open-folder.ts';
import { isTooOpen } from './ownership.ts';

/** @returns the names that were too open, `.` for the folder; the caller holds the lock */
export function tightenModes(usersPath: string, username: string): string[] {
  const users = openFolder(usersPath);
  if (!users.ok) return [];
  try {
    const folder = openFolderIn(users.fd, username);
    return folder.ok ? tightenFolder(folder.fd) : [];
  } finally {
    closeSync(users.fd);
  }
}

function tightenFolder(fd: number): string[] {
  try {
    const files = SET_FILES.filter((name) => {
      const file = attempt(() => openSync(fdPath(fd, name), EXISTING_FILE));
      return file.ok && tightenFile(file.fd);
    });
    if (!isTooOpen(fstatSync(fd))) return files;
    fchmodSync(fd, 0o700);
    return ['.', ...files];
  } finally {
    closeSync(fd);
  }
}

function tightenFile(fd: number): boolean {
  try {
    const stats = fstatSync(fd);
    // A file with another name elsewhere may be somebody else's matter.
    if (!stats.isFile() || stats.nlink !== 1 || !isTooOpen(stats)) return false;
    fchmodSync(fd, 0o600);
    return true;
  } finally {
    closeSync(fd);
  }
}
