import type { SetFileName } from '../../model/set-files.ts';
import { type Clock, systemClock } from '../clock.ts';
import { fingerprintAt } from './fingerprint.ts';
import { type FolderListing, listFolder } from './list-folder.ts';
import { createLocks, type LockResult } from './locks.ts';
import { type ReadSet, readSet } from './read-set.ts';
import { type ReplacedFiles, replaceFiles } from './replace-files.ts';

/**
 * The raw files of all sets, below one folder that only root can write. Knows nothing of what they mean.
 * Every name is looked up relative to an open folder, and no link is ever followed.
 */
export interface UsersFolder {
  readonly path: string;
  list(): FolderListing;
  /** From stats only, about 25 µs; undefined when the account's folder is gone. */
  fingerprint(username: string): string | undefined;
  /** The caller holds the lock. */
  read(username: string): ReadSet;
  /** The caller holds the lock. Never creates a folder. */
  replaceFiles(username: string, texts: ReadonlyMap<SetFileName, string>): Promise<ReplacedFiles>;
  /** Runs `act` under the account's flock(2); many calls at once share one helper process. */
  withLock<T>(username: string, options: { waitMs: number }, act: () => Promise<T>): Promise<LockResult<T>>;
}

export interface UsersFolderOptions {
  readonly path: string;
  /** `/run/jopanel/locks`; created 0700 when it is missing. */
  readonly locksDir: string;
  readonly clock?: Clock;
}

export function openUsersFolder({ path, locksDir, clock = systemClock }: UsersFolderOptions): UsersFolder {
  const locks = createLocks({ locksDir, clock });
  return {
    path,
    list: () => listFolder(path),
    fingerprint: (username) => fingerprintAt(path, username),
    read: (username) => readSet(path, username),
    replaceFiles: (username, texts) => replaceFiles(path, username, texts),
    withLock: (username, { waitMs }, act) => locks.withLock(username, waitMs, act),
  };
}
