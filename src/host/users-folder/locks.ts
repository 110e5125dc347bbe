// One lock file per account, taken with flock(2), so that `flock FILE command` in a shell script fits in.

import { chmodSync, closeSync, constants, mkdirSync, openSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../clock.ts';
import { findFlockHolder } from '../proc/flock-holder.ts';
import { createFlockHelper } from './flock-helper.ts';
import { attempt, isAbsent, type Opened } from './open-folder.ts';

export type LockResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /** One sentence that names the holder where it can be found. */
      readonly why: string;
    };

export interface Locks {
  withLock<T>(username: string, waitMs: number, act: () => Promise<T>): Promise<LockResult<T>>;
}

const LOCK_FILE = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;

export function createLocks({ locksDir, clock }: { locksDir: string; clock: Clock }): Locks {
  const tryFlock = createFlockHelper();

  async function take(fd: number, path: string, waitMs: number): Promise<string | undefined> {
    const deadline = clock.monotonic() + waitMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const result = await tryFlock(fd);
      if (result === 'taken') return undefined;
      if (result !== 'held-elsewhere') return `the lock ${path} cannot be taken: ${result.failed}`;
      const left = deadline - clock.monotonic();
      if (left <= 0)
        return `locked by ${findFlockHolder(realpathSync(path)) ?? 'another program'} through ${path}`;
      await clock.sleep(Math.min(pause, left));
    }
  }

  return {
    async withLock(username, waitMs, act) {
      const path = `${locksDir}/user-${username}.lock`;
      const lock = openLockFile(locksDir, path);
      if (!lock.ok) return { ok: false, why: `the lock ${path} cannot be opened: ${lock.code}` };
      try {
        const why = await take(lock.fd, path, waitMs);
        return why === undefined ? { ok: true, value: await act() } : { ok: false, why };
      } finally {
        closeSync(lock.fd);
      }
    },
  };
}

/** The file stays for ever: removing it would let two programs lock two files of one name. */
function openLockFile(locksDir: string, path: string): Opened {
  const open = () => openSync(path, LOCK_FILE, 0o600);
  const opened = attempt(open);
  if (opened.ok || !isAbsent(opened.code)) return opened;
  return attempt(() => {
    makeLocksDir(locksDir);
    return open();
  });
}

function makeLocksDir(locksDir: string): void {
  // The parent holds the status socket too, so it stays open to those who may reach that.
  makeFolder(dirname(locksDir), 0o755);
  makeFolder(locksDir, 0o700);
}

function makeFolder(path: string, mode: number): void {
  // Not `recursive`: Node then tries for ever where a folder can never be made, as below /proc.
  const made = attempt(() => {
    mkdirSync(path);
    chmodSync(path, mode);
    return 0;
  });
  if (!made.ok && made.code !== 'EEXIST') throw made.error;
}
