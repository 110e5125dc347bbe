import type { FolderListing } from '../../host/users-folder/list-folder.ts';

/** All accounts that have a folder or had one, sorted. A folder that cannot be listed hides nobody who is known. */
export function allUsernames(listing: FolderListing, known: readonly string[]): string[] {
  return [...new Set([...(listing.state === 'ok' ? listing.usernames : []), ...known])].sort();
}
