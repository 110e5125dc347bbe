// Opens the users folder and one account's folder in it without following a link in the last place.

import { openSync } from 'node:fs';
import { systemErrorCode } from '../error-code.ts';
import { fdPath } from '../files/fd-path.ts';
import { FOLDER } from '../files/open-flags.ts';

export type Opened =
  | { readonly ok: true; readonly fd: number }
  | { readonly ok: false; readonly code: string; readonly error: unknown };

export function openFolder(path: string): Opened {
  return attempt(() => openSync(path, FOLDER));
}

/** `name` is looked up in the folder that is open, wherever that may have been moved since. */
export function openFolderIn(fd: number, name: string): Opened {
  return openFolder(fdPath(fd, name));
}

export function attempt(open: () => number): Opened {
  try {
    return { ok: true, fd: open() };
  } catch (error) {
    return { ok: false, code: systemErrorCode(error), error };
  }
}

/** The folder does not exist, or the account's place in it is taken by something else entirely. */
export function isAbsent(code: string): boolean {
  return code === 'ENOENT';
}
