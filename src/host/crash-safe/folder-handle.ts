import type { Ownership } from '../root-files.ts';
import type { NewFile } from './file-calls.ts';

/** What a name in a folder stands for; of a link, the link itself. */
export interface FolderEntry extends Ownership {
  readonly kind: 'file' | 'folder' | 'other';
}

/**
 * An open folder below which names are resolved one at a time and no link is
 * ever followed. A user may rename, replace or link anything in between: the
 * handle still means the folder that was checked.
 *
 * Each call is one step that a crash may come before, within or after. All but
 * `sync` are synchronous: a thousand homes take a tenth of the time that way.
 */
export interface FolderHandle extends Disposable {
  /** Opens a relative path below this folder; this folder stays open. @throws ENOENT, or ENOTDIR or ELOOP at a link or a file */
  openBelow(relative: string): FolderHandle;
  stat(): Ownership;
  names(): readonly string[];
  /** Undefined when there is nothing of this name. */
  entry(name: string): FolderEntry | undefined;
  /** The bytes of a file that only root can write. */
  read(name: string): Uint8Array;
  /** Makes a folder that only root can enter yet. @throws EEXIST */
  makeFolder(name: string): void;
  /** Makes a new file, which is on the disk once it is synced. @throws EEXIST */
  makeFile(name: string, content: string | Uint8Array, as: Ownership): NewFile;
  /** @throws EEXIST */
  makeLink(name: string, target: string): void;
  /** What a link leads to; undefined where this is no link. */
  readLink(name: string): string | undefined;
  rename(from: string, to: string): void;
  /** @throws ENOENT */
  unlink(name: string): void;
  /** @throws ENOTEMPTY, or ENOTDIR at a link or a file */
  removeEmptyFolder(name: string): void;
  /** Removes a folder that only root can enter, with all that is in it; nothing when there is none. */
  removeTree(name: string): void;
  /** Of this folder. The owner comes last: a folder that a crash leaves in between is still root's. */
  setOwnership(as: Ownership): void;
  /** Names that came and went in this folder are on the disk when this returns. */
  sync(): Promise<void>;
}

/** Opens folders by absolute paths. */
export interface FolderCalls {
  /**
   * Follows no link from the root down.
   *
   * @param check looks at each folder on the way, the last one included
   * @throws ENOENT, or ENOTDIR or ELOOP where a part is a link or no folder
   */
  open(absolute: string, check?: (folder: Ownership, where: string) => void): FolderHandle;
  /** Opens a folder whose name lies where only root can write: links above it are root's own. @throws as `open` */
  openTrusted(absolute: string): FolderHandle;
  /** Awaited before each piece of a long row of synchronous work, so that other work gets its turn. */
  yieldTurn(): Promise<void>;
  /** All that was written to the file systems of these folders is on the disk when this returns. */
  syncAll(folders: readonly string[]): Promise<void>;
}
