import type { Ownership } from '../root-files.ts';

/**
 * The calls by which files come and go in places that only root can write, one
 * at a time: what is built of them can be tried against a crash at each.
 */
export interface FileCalls {
  /** These folders and those above them, 0755, where they are missing; all are on the disk when this returns. */
  makeFolders(folders: Iterable<string>): Promise<void>;
  /** Names in a folder, in any order; none when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** A new file with its owner and mode; on the disk once it is synced. @throws EEXIST */
  create(path: string, text: string, as: Ownership): Promise<NewFile>;
  rename(from: string, to: string): Promise<void>;
  /** A second name; never replaces what is there. @throws EEXIST */
  link(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Whether both are names of one file. */
  isSame(path: string, other: string): Promise<boolean>;
  /** All that was written to the file systems of these folders is on the disk when this returns. */
  syncAll(folders: readonly string[]): Promise<void>;
  /** Names that came and went are on the disk when this returns. */
  syncFolder(folder: string): Promise<void>;
}

/** Open until it is disposed of. */
export interface NewFile extends Disposable {
  sync(): Promise<void>;
}
