import type { HostReader } from '../host/host.ts';
import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import type { JournalReader } from '../journal/reader.ts';
import { allocatedIds, type Settings } from '../model/settings.ts';
import { freeIds } from './free-ids.ts';
import { idsInSets } from './ids-in-sets.ts';

export interface NextIdsOptions {
  readonly settings: Pick<Settings, 'uid_min' | 'uid_max' | 'uid_allocate' | 'home_bases'>;
  readonly host: HostReader;
  readonly users: UsersFolder;
  /** Undefined before the first run of the daemon. */
  readonly journal: JournalReader | undefined;
}

/** Yields numbers that are free both as uid and as gid: unused, not asked for by any set, and never used before. */
export async function idSource({
  settings,
  host,
  users,
  journal,
}: NextIdsOptions): Promise<() => number | undefined> {
  const past = journal === undefined ? [] : [...journal.accounts()];
  const homes = await host.homes.owners(settings.home_bases);
  return freeIds({
    range: allocatedIds(settings),
    accounts: await host.accounts.snapshot(),
    known: [...idsInSets(users), ...past.flatMap(({ uid, gid }) => [uid ?? 0, gid ?? 0])],
    ofHomes: [...homes.values()].flatMap(({ uid, gid }) => [uid, gid]),
    uidOwner: (uid) => journal?.uidOwner(uid),
    gidOwner: (gid) => journal?.gidOwner(gid),
  });
}

/** The first of them; undefined when the range is used up. */
export async function nextIds(options: NextIdsOptions): Promise<number | undefined> {
  return (await idSource(options))();
}
