// Reads a file below a home as root: no link is followed, and nothing but a plain file of the user itself is read.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../error-code.ts';
import { fdPath } from './fd-path.ts';
import { EXISTING_FILE, FOLDER } from './open-flags.ts';

export type UserFile =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly text: string }
  | { readonly kind: 'other'; readonly what: string };

/**
 * @param uid the only user, beside root, whose file it may be
 * @param most bytes; a larger file is not read
 */
export function readUserFile(
  home: string,
  relative: string,
  { uid, most }: { readonly uid: number; readonly most: number },
): UserFile {
  const names = [...home.split('/'), ...relative.split('/')].filter((name) => name !== '');
  const file = names.pop();
  if (file === undefined || [file, ...names].some((name) => name === '.' || name === '..'))
    throw new TypeError(`not a path in normal form: ${home}/${relative}`);
  let at = openSync('/', FOLDER);
  try {
    for (const name of names) {
      const next = openSync(fdPath(at, name), FOLDER);
      closeSync(at);
      at = next;
    }
    return readOwn(fdPath(at, file), uid, most);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return { kind: 'absent' };
    if (code === 'ELOOP' || code === 'ENOTDIR')
      return { kind: 'other', what: 'reached through a symbolic link' };
    throw error;
  } finally {
    closeSync(at);
  }
}

function readOwn(path: string, uid: number, most: number): UserFile {
  const descriptor = openSync(path, EXISTING_FILE);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { kind: 'other', what: 'no plain file' };
    if (stats.uid !== uid && stats.uid !== 0) return { kind: 'other', what: `a file of uid ${stats.uid}` };
    if (stats.uid === 0 && stats.nlink > 1) return { kind: 'other', what: 'a hard link to a file of root' };
    if (stats.size > most) return { kind: 'other', what: `larger than ${most} bytes` };
    const buffer = new Uint8Array(stats.size);
    const length = stats.size === 0 ? 0 : readSync(descriptor, buffer, 0, stats.size, 0);
    return { kind: 'file', text: new TextDecoder().decode(buffer.subarray(0, length)) };
  } finally {
    closeSync(descriptor);
  }
}
