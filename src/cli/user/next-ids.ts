import { freeIds } from '../../desired/free-ids.ts';
import { idsInSets } from '../../desired/ids-in-sets.ts';
import type { DesiredState } from './desired-state.ts';

/** A uid and gid of the same number that nobody has, nobody asks for and nobody ever had. */
export async function nextIds({ settings, host, users, journal }: DesiredState): Promise<number | undefined> {
  const { uid_min, uid_max, home_bases } = settings;
  const past = journal === undefined ? [] : [...journal.accounts()];
  const homes = await host.homes.owners(home_bases);
  const next = freeIds({
    range: { least: uid_min, most: uid_max },
    accounts: await host.accounts.snapshot(),
    known: [...idsInSets(users), ...past.flatMap(({ uid, gid }) => [uid ?? 0, gid ?? 0])],
    ofHomes: [...homes.values()].flatMap(({ uid, gid }) => [uid, gid]),
    uidOwner: (uid) => journal?.uidOwner(uid),
    gidOwner: (gid) => journal?.gidOwner(gid),
  });
  return next();
}
