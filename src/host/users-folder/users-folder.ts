import type { SetFileName } from '../../model/set-files.ts';
import { type Clock, systemClock } from '../clock.ts';
import { createFolder, type FolderChange, removeFolder } from '../crash-safe/sets/create-folder.ts';
import { type ReplacedFiles, replaceFiles } from '../crash-safe/sets/replace-files.ts';
import type { SetCalls } from '../crash-safe/sets/set-calls.ts';
import { DescriptorFolder } from '../files/descriptor-folder.ts';
import { fingerprintAt, sizeAt } from './fingerprint.ts';
import { type FolderListing, listFolder } from './list-folder.ts';
import { createLocks, type LockResult } from './locks.ts';
import { type ReadSet, readSet } from './read-set.ts';
import { tightenModes } from './tighten-modes.ts';

/**
 * The raw files of all sets, below one folder that only root can write. Knows nothing of what they mean.
 * Every name is looked up relative to an open folder, and no link is ever followed.
 */
export interface UsersFolder {
  readonly path: string;
  list(): FolderListing;
  /** From stats only, about 25 µs; undefined when the account's folder is gone. */
  fingerprint(username: string): string | undefined;
  /** The bytes of the files, from stats only. */
  size(username: string): number;
  /** The caller holds the lock. */
  read(username: string): ReadSet;
  /**
   * Sets modes right that alone let others read the set. The caller holds the lock.
   *
   * @returns the names of what was too open, `.` for the folder
   */
  tightenModes(username: string): readonly string[];
  /** The caller holds the lock. Never creates a folder. */
  replaceFiles(username: string, texts: ReadonlyMap<SetFileName, string>): Promise<ReplacedFiles>;
  /** A whole new set, in one step. The caller holds the lock. */
  create(username: string, texts: ReadonlyMap<SetFileName, string>): Promise<FolderChange>;
  /** Takes the set away, in one step. The caller holds the lock. */
  remove(username: string): Promise<FolderChange>;
  /** Runs `act` while no other program gives out uids: two new accounts must not pick the same. */
  withIdLock<T>(options: { waitMs: number }, act: () => Promise<T>): Promise<LockResult<T>>;
  /** Runs `act` under the account's flock(2); many calls at once share one helper process. */
  withLock<T>(username: string, options: { waitMs: number }, act: () => Promise<T>): Promise<LockResult<T>>;
}

/** No username has an underscore. */
const ID_LOCK = '_ids';

interface UsersFolderOptions {
  readonly path: string;
  /** `/run/jopanel/locks`; created 0700 when it is missing. */
  readonly locksDir: string;
  readonly clock?: Clock;
}

export function openUsersFolder({ path, locksDir, clock = systemClock }: UsersFolderOptions): UsersFolder {
  const locks = createLocks({ locksDir, clock });
  const sets: SetCalls = {
    path,
    openUsers: () => DescriptorFolder.openTrusted(path),
    owner: { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 },
  };
  return {
    path,
    list: () => listFolder(path),
    fingerprint: (username) => fingerprintAt(path, username),
    size: (username) => sizeAt(path, username),
    read: (username) => readSet(path, username),
    tightenModes: (username) => tightenModes(path, username),
    replaceFiles: (username, texts) => replaceFiles(sets, username, texts),
    create: (username, texts) => createFolder(sets, username, texts),
    remove: (username) => removeFolder(sets, username),
    withIdLock: ({ waitMs }, act) => locks.withLock(ID_LOCK, waitMs, act),
    withLock: (username, { waitMs }, act) => locks.withLock(username, waitMs, act),
  };
}
