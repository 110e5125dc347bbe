// Homes and the folders inside them. Their users may change everything below a home at any moment.

import type { Failures } from './failures.ts';
import type { Ownership } from './root-files.ts';

/** A folder inside a home, by its path relative to the home, such as `domains/example.com`. */
export interface HomeFolder {
  readonly path: string;
  readonly mode: number;
}

export type FolderState =
  | { readonly state: 'absent' }
  | {
      readonly state: 'folder';
      readonly uid: number;
      readonly gid: number;
      readonly mode: number;
      /** As it stands between being made by root and being handed to its user: a crash can leave it so. */
      readonly unfinished: boolean;
    }
  /** A link that leads elsewhere, a file, or behind one: never followed and never touched. */
  | { readonly state: 'obstructed'; readonly by: string };

/** A folder of the home that is reached over links inside of it, with the owners of the links and of the folder. */
export interface LinkedFolder {
  readonly state: 'linked';
  readonly uids: ReadonlySet<number>;
}

/**
 * How the account's logs are shown as `logs` in its home: by a link to their folder; or, in a chroot, which no link leads
 * out of, by a folder of root's, which a session mounts them on. `other` is a thing that the account or a person put there.
 */
export type ShownLogs = 'absent' | 'link' | 'folder' | 'unfinished' | 'other';

export interface HomeState {
  readonly home: FolderState;
  /** True when the ACL of the home lets `searchUser` pass through it, and do no more. */
  readonly searchable: boolean;
  /** By the relative path asked for. */
  readonly folders: ReadonlyMap<string, FolderState | LinkedFolder>;
  readonly logs: ShownLogs;
  /** True when an archived home waits to be removed. */
  readonly removing: boolean;
}

export interface HomeQuery {
  readonly path: string;
  readonly folders: readonly string[];
  /** Where the account's logs lie. */
  readonly logDir: string;
  /** The user whose search permission is looked for. */
  readonly searchUser: string;
}

export interface FolderInHome {
  readonly home: string;
  /** Relative to the home. */
  readonly path: string;
}

export interface HomesReader {
  observe(queries: readonly HomeQuery[]): Promise<readonly HomeState[]>;
  /**
   * The folders that hold a file of this name, as absolute paths. Links are not followed, and a folder that cannot be
   * looked into counts as one without.
   */
  holding(folders: readonly FolderInHome[], name: string): Promise<ReadonlySet<string>>;
  /** The owner of every folder in these folders, by its path, whether or not it is the home of an account. */
  owners(bases: readonly string[]): Promise<ReadonlyMap<string, FolderOwner>>;
}

export interface NewHome {
  readonly path: string;
  readonly ownership: Ownership;
  /** Whose the files from the skeleton are. */
  readonly owner: FolderOwner;
}

export interface FolderOwner {
  readonly uid: number;
  readonly gid: number;
}

export interface NewFolders {
  readonly home: string;
  readonly owner: FolderOwner;
  readonly folders: readonly HomeFolder[];
}

export interface LogsToShow {
  readonly home: string;
  readonly logDir: string;
  /** The account's group, which alone may look into the folder. */
  readonly gid: number;
  readonly as: 'link' | 'folder';
}

export interface Homes extends HomesReader {
  /** Makes homes below folders that only root can write, filled from /etc/skel. @returns failures by path */
  makeHomes(homes: readonly NewHome[]): Promise<Failures>;
  setHomeOwnership(path: string, as: Ownership): Promise<void>;
  /** Lets `searchUser` pass through the homes by ACL, in one run. @returns failures by path */
  grantSearch(paths: readonly string[], searchUser: string): Promise<Failures>;
  /**
   * Makes folders and their missing parents inside homes for their users, by
   * descriptors that never follow a link. @returns failures by the home's path
   */
  makeFolders(wanted: readonly NewFolders[]): Promise<Failures>;
  /** Shows logs as `logs` in homes, in place of the other way to show them. @returns failures by the home's path */
  showLogs(wanted: readonly LogsToShow[]): Promise<Failures>;
  /**
   * Writes the whole home to a new file in `archiveDir` and then takes its name
   * away, which says for good that the archive is whole. To be called once no
   * process of the user is left. Until then `stop` leaves everything as it was, but that
   * no user may enter the home, and that what is nested too deep has moved to its top.
   *
   * @returns the path of the archive
   */
  archiveHome(path: string, owner: FolderOwner, archiveDir: string, stop: AbortSignal): Promise<string>;
  /** Removes what `archiveHome` has put aside. */
  removeArchivedHome(path: string, archiveDir: string, stop: AbortSignal): Promise<void>;
}
