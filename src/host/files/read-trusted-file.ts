// Reads a file as a program of root reads its configuration: links are followed, and a file of another user counts for
// nothing.

import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { errorCode } from '../error-code.ts';
import { EXISTING_FILE } from './open-flags.ts';

/** @returns undefined where there is no plain file of root at the end of the links */
export function readTrustedFile(path: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, EXISTING_FILE & ~constants.O_NOFOLLOW);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
  try {
    const stats = fstatSync(descriptor);
    const isTrusted = stats.isFile() && (stats.uid === 0 || stats.uid === process.geteuid?.());
    return isTrusted ? readFileSync(descriptor, 'utf8') : undefined;
  } finally {
    closeSync(descriptor);
  }
}
