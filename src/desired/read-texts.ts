import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import type { SetFileName } from '../model/set-files.ts';

/**
 * The texts of a set's files as they are on disk. Empty when they cannot be read; undefined when the folder is gone.
 */
export function readTexts(
  users: UsersFolder,
  username: string,
): ReadonlyMap<SetFileName, string> | undefined {
  const set = users.read(username);
  if (set.state !== 'read') return set.state === 'gone' ? undefined : new Map();
  return new Map([...set.files].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]));
}
