// Files and folders in places that only root can write, such as /etc and /var/log.

interface RootFile {
  readonly path: string;
  readonly text: string;
  /** Permission bits, such as 0o644. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** What lies at a path: nothing, a regular file, or something that is not ours to touch. */
export type FoundFile =
  | { readonly kind: 'absent' }
  | ({ readonly kind: 'file' } & RootFile)
  | { readonly kind: 'other'; readonly what: string };

/** One file of a batch; `text: null` removes it. */
export interface FileChange {
  readonly path: string;
  readonly text: string | null;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface RootFileReader {
  read(path: string): Promise<FoundFile>;
  /** Names in a folder, sorted; empty when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Undefined when there is no such folder, or a link in its place. */
  folder(path: string): Promise<Ownership | undefined>;
  /** Of these folders, the ones whose ACL lets `user` pass through, and do no more. */
  searchable(folders: readonly string[], user: string): Promise<ReadonlySet<string>>;
}

export interface RootFiles extends RootFileReader {
  /**
   * Writes and removes files so that each is always whole: temporary, owner and
   * mode, fsync, rename; then the folders are synced. Missing parent folders are
   * made, 0755 root.
   */
  put(changes: readonly FileChange[]): Promise<void>;
  /** Makes the folder, or corrects owner and mode of the one that is there. */
  makeFolder(path: string, as: Ownership): Promise<void>;
  /** Lets `user` pass through the folders by ACL, in one run. */
  grantSearch(folders: readonly string[], user: string): Promise<void>;
  /** Removes the folder with all that is in it; nothing when there is none. */
  removeFolder(path: string): Promise<void>;
  /** Removes those of the folders that nothing is in. */
  removeEmptyFolders(paths: readonly string[]): Promise<void>;
  /** The names in the folder are on the disk when this returns: `makeFolder` alone may be undone by a power cut. */
  syncFolder(folder: string): Promise<void>;
  /** All that was written to the file system of the folder is on the disk when this returns. */
  sync(folder: string): Promise<void>;
}

export interface Ownership {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}
