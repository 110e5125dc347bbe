import { shellWord } from '../../../model/shell-word.ts';
import { errorCode } from '../../error-code.ts';
import type { FolderCalls, FolderHandle } from '../folder-handle.ts';

/**
 * Opens the folder that homes lie in. Another user who could write there or above
 * could hand us any folder of the system under a home's name; sshd, too, refuses
 * a chroot below such a folder.
 *
 * @throws when somebody but root could, or there is no such folder
 */
export function openBase({ open }: Pick<FolderCalls, 'open'>, base: string): FolderHandle {
  try {
    return open(base, ({ uid, mode }, where) => {
      if (uid === 0 && (mode & 0o022) === 0) return;
      throw new Error(
        `${where} must belong to root and be writable by root only: chown root ${shellWord(where)}; chmod go-w ${shellWord(where)}`,
      );
    });
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT') {
      throw new Error(
        `${base}, where homes lie, is missing; mount it, or make it: install -d -m 0755 ${shellWord(base)}`,
        { cause },
      );
    }
    if (code === 'ENOTDIR' || code === 'ELOOP') {
      throw new Error(
        `${base}, where homes lie, or a folder above it is a link or no folder; put a folder there, or name in home_bases where it leads`,
        { cause },
      );
    }
    throw cause;
  }
}

/** A name that a home is filled under before it is there, and one that it waits under for its removal. */
export function draftName(home: string): string {
  return `.jopanel-new-${home}`;
}

export function archivedName(home: string): string {
  return `.jopanel-gone-${home}`;
}

/** A name that a home is filled under from its archive. */
export function returningName(home: string): string {
  return `.jopanel-back-${home}`;
}
