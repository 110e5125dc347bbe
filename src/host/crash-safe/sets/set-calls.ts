import type { FolderOwner } from '../../homes.ts';
import type { FolderHandle } from '../folder-handle.ts';

/** What writing and removing sets is made of. */
export interface SetCalls {
  /** Of the folder that holds the sets of all accounts. */
  readonly path: string;
  /** Opens that folder. @throws a system error */
  openUsers(): FolderHandle;
  /** The user who writes, to whom every file belongs: root, in production. */
  readonly owner: FolderOwner;
}
