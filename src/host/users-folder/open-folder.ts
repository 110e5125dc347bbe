// Opens the users folder and one account's folder in it without following a link in the last place.

import { constants, openSync } from 'node:fs';

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

export type Opened =
  | { readonly ok: true; readonly fd: number }
  | { readonly ok: false; readonly code: string; readonly error: unknown };

export function openFolder(path: string): Opened {
  return attempt(() => openSync(path, FOLDER));
}

/** `name` is looked up in the folder that is open, wherever that may have been moved since. */
export function openFolderIn(fd: number, name: string): Opened {
  return openFolder(inFolder(fd, name));
}

/** As a path: Node has no openat(2), and the kernel resolves this from the open descriptor. */
export function inFolder(fd: number, name: string): string {
  return `/proc/self/fd/${fd}/${name}`;
}

export function attempt(open: () => number): Opened {
  try {
    return { ok: true, fd: open() };
  } catch (error) {
    return { ok: false, code: errorCode(error), error };
  }
}

export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}

/** The folder does not exist, or the account's place in it is taken by something else entirely. */
export function isAbsent(code: string): boolean {
  return code === 'ENOENT';
}
