import { closeSync, openSync } from 'node:fs';
import { libc } from '../libc.ts';

// <fcntl.h> and struct flock of 64-bit Linux: type, whence, start, length, pid.
const F_GETLK = 5;
const F_WRLCK = 1;
const F_UNLCK = 2;
const LOCK_BYTES = 32;
const PID_AT = 24;

/**
 * Who keeps others from locking the whole of a file, in the kernel's word (fcntl_locking(2)). The file may be of
 * the same name as another's, such as a container's: it is asked of this very one.
 *
 * @returns the pid, or undefined when it is not locked, or its holder cannot be named
 * @throws when there is no such file
 */
export function posixLockHolder(path: string): number | undefined {
  const file = openSync(path, 'r');
  try {
    const lock = Buffer.alloc(LOCK_BYTES);
    lock.writeInt16LE(F_WRLCK, 0);
    if (libc().fcntl(file, F_GETLK, lock) !== 0) throw new Error(`the lock of ${path} cannot be looked at`);
    const pid = lock.readInt32LE(PID_AT);
    return lock.readInt16LE(0) === F_UNLCK || pid <= 0 ? undefined : pid;
  } finally {
    closeSync(file);
  }
}
