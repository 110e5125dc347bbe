import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import type { JournalReader } from '../journal/reader.ts';
import { allUsernames } from '../reconcile/intake/all-usernames.ts';

/** All accounts that have a folder, or that the journal knows and that are not purged. */
export function knownUsernames(users: UsersFolder, journal: JournalReader): string[] {
  const known = [...journal.accounts()].filter(({ purgedAt }) => purgedAt === null);
  return allUsernames(
    users.list(),
    known.map(({ username }) => username),
  );
}
