import { closeSync, fchmodSync, fchownSync, fsync, openSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { NewFile } from '../crash-safe/file-calls.ts';
import type { Ownership } from '../root-files.ts';
import { NEW_FILE } from './open-flags.ts';

const syncDescriptor = promisify(fsync);

/** Makes a file that is private to root until it has its content. @throws EEXIST */
export function makeFile(path: string, content: string | Uint8Array, as: Ownership): NewFile {
  const descriptor = openSync(path, NEW_FILE, 0o600);
  try {
    writeFileSync(descriptor, content);
    fchownSync(descriptor, as.uid, as.gid);
    fchmodSync(descriptor, as.mode);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return { sync: () => syncDescriptor(descriptor), [Symbol.dispose]: () => closeSync(descriptor) };
}
