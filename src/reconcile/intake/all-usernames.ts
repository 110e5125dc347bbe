import type { Logger } from 'pino';
import type { FolderListing } from '../../host/users-folder/list-folder.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { ManagedAccounts } from './managed-accounts.ts';

/** All accounts that have a folder or had one, sorted. A folder that cannot be listed hides no known account. */
export function allUsernames(listing: FolderListing, known: readonly string[]): string[] {
  return [...new Set([...(listing.state === 'ok' ? listing.usernames : []), ...known])].sort();
}

interface UsernameSources {
  readonly users: UsersFolder;
  readonly accounts: ManagedAccounts;
  readonly log: Pick<Logger, 'error'>;
}

/** The same as the engine sees it now. That the folder cannot be read is logged. */
export function everyUsername({ users, accounts, log }: UsernameSources): string[] {
  const listing = users.list();
  if (listing.state !== 'ok')
    log.error({ listing, folder: users.path }, 'the users folder cannot be read; what is in force stays so');
  return allUsernames(listing, accounts.known());
}
