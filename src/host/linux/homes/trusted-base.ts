import { FolderHandle } from '../folder-handle.ts';

/**
 * Opens the folder that homes lie in. Whoever else could write there or above
 * could hand us any folder of the system under a home's name; sshd, too, refuses
 * a chroot below such a folder.
 *
 * @throws when somebody but root could
 */
export function openBase(base: string): FolderHandle {
  return FolderHandle.open(base, ({ uid, mode }, where) => {
    if (uid === 0 && (mode & 0o022) === 0) return;
    throw new Error(
      `${where} must belong to root and be writable by root only: chown root ${where}; chmod go-w ${where}`,
    );
  });
}

/** A name that a home is filled under before it is there, and one that it waits under for its removal. */
export function draftName(home: string): string {
  return `.jopanel-new-${home}`;
}

export function archivedName(home: string): string {
  return `.jopanel-gone-${home}`;
}
