import type { FolderListing } from '../../host/users-folder/list-folder.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';

/** Folders that carry the identity of a missing account under another name. */
export function renamedFolders(
  users: UsersFolder,
  listing: FolderListing,
  missing: readonly string[],
  known: readonly string[],
): Map<string, string> {
  const renamed = new Map<string, string>();
  if (listing.state !== 'ok' || missing.length === 0) return renamed;
  const wanted = new Set(missing);
  const accounts = new Set(known);
  for (const folder of [...listing.usernames, ...listing.strangers]) {
    if (accounts.has(folder)) continue;
    const username = usernameIn(users, folder);
    if (username !== undefined && wanted.has(username)) renamed.set(username, folder);
  }
  return renamed;
}

function usernameIn(users: UsersFolder, folder: string): string | undefined {
  const set = users.read(folder);
  const bytes = set.state === 'read' ? set.files.get('account.json') : undefined;
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' &&
      value !== null &&
      'username' in value &&
      typeof value.username === 'string'
      ? value.username
      : undefined;
  } catch {
    return undefined;
  }
}
