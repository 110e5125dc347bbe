import type { FolderListing } from '../../host/users-folder/list-folder.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { JournalReader } from '../../journal/reader.ts';
import type { Lifecycles } from '../intake/lifecycles.ts';
import { renamedFolders } from './renamed-folders.ts';
import type { VanishSituation } from './vanish-guard.ts';

interface VanishSources {
  readonly users: UsersFolder;
  readonly listing: FolderListing;
  readonly journal: JournalReader;
  readonly lifecycles: Lifecycles;
  /** Monotonic milliseconds. */
  readonly now: number;
}

/** What the guard decides by, about the accounts that have no folder and are not retired. */
export function vanishSituation({
  users,
  listing,
  journal,
  lifecycles,
  now,
}: VanishSources): VanishSituation {
  const known = lifecycles.known();
  const missing = missingFrom(listing, lifecycles);
  const vanished = lifecycles.vanished();
  const retired = lifecycles.retired();
  return {
    now,
    folder:
      listing.state === 'ok'
        ? { state: 'ok', device: listing.device, accounts: listing.usernames.length }
        : listing,
    knownDevice: journal.usersFolderDevice(),
    known: known.length - retired.size,
    vanished: new Map(missing.map((username) => [username, vanished.get(username) ?? now])),
    renamed: renamedFolders(users, listing, missing, known),
    retiredSince: lifecycles.retiredUnconfirmed(),
  };
}

/** Accounts that have no folder and are not retired. */
export function missingFrom(listing: FolderListing, lifecycles: Lifecycles): string[] {
  const present = new Set(listing.state === 'ok' ? listing.usernames : []);
  return lifecycles.known().filter((username) => !present.has(username) && !lifecycles.isRetired(username));
}
