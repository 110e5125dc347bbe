// What would become of accounts that have no folder any more, told from the journal alone.

import { type Clock, monotonicTimeOf } from '../../host/clock.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { accountFromCanonical } from '../../model/check-set.ts';
import type { Settings } from '../../model/settings.ts';
import type { Target } from '../../model/target.ts';
import { renamedFolders } from './renamed-folders.ts';
import { decideVanished } from './vanish-guard.ts';

export interface VanishedPlan {
  readonly targets: readonly Target[];
  /** Why nothing is withdrawn, by username. */
  readonly held: ReadonlyMap<string, string>;
}

interface Dependencies {
  readonly journal: JournalReader;
  readonly users: UsersFolder;
  readonly settings: Pick<Settings, 'vanish'>;
}

export function planVanished(
  { journal, users, settings }: Dependencies,
  gone: readonly string[],
  clock: Clock,
): VanishedPlan {
  if (gone.length === 0) return { targets: [], held: new Map() };
  const now = clock.monotonic();
  const listing = users.list();
  const present = new Set(listing.state === 'ok' ? listing.usernames : []);
  const known = [...journal.accounts()].filter(({ desiredRevision }) => desiredRevision !== null);
  const standing = known.filter(({ retiredAt }) => retiredAt === null).map(({ username }) => username);
  const missing = standing.filter((username) => !present.has(username));
  const { held } = decideVanished(
    {
      now,
      folder:
        listing.state === 'ok' ? { state: 'ok', device: listing.device, accounts: present.size } : listing,
      knownDevice: journal.usersFolderDevice(),
      known: standing.length,
      vanished: new Map(missing.map((username) => [username, now])),
      renamed: renamedFolders(
        users,
        listing,
        missing,
        known.map(({ username }) => username),
      ),
      retiredSince: known.flatMap(({ retiredAt }) =>
        retiredAt === null ? [] : [monotonicTimeOf(clock, retiredAt)],
      ),
    },
    settings.vanish,
  );
  const asked = known.filter(({ username }) => gone.includes(username));
  return {
    held: new Map([...held].filter(([username]) => gone.includes(username))),
    targets: asked
      .filter(({ username }) => !held.has(username))
      .flatMap(({ username, desiredRevision }): Target[] => {
        const text = desiredRevision === null ? undefined : journal.revisionText(desiredRevision);
        const checked = text === undefined ? undefined : accountFromCanonical(username, text);
        return checked?.ok ? [{ account: checked.account, lifecycle: 'retired' }] : [];
      }),
  };
}
