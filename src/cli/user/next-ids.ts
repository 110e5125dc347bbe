import { idsInSets } from '../../desired/ids-in-sets.ts';
import { accountsDatabase } from '../../host/linux/accounts-database.ts';
import { pickId } from '../../model/pick-id.ts';
import type { DesiredState } from './desired-state.ts';

/** A uid and gid of the same number that nobody has, nobody asks for and nobody ever had. */
export async function nextIds({ settings, users, journal }: DesiredState): Promise<number | undefined> {
  const { users: people, usersByUid, groupsByGid } = await accountsDatabase.snapshot();
  const asked = idsInSets(users);
  const past =
    journal === undefined ? [] : [...journal.accounts()].flatMap(({ uid, gid }) => [uid ?? 0, gid ?? 0]);
  const known = [
    ...asked,
    ...past,
    ...[...people.values()].flatMap(({ uid, gid }) => [uid, gid]),
    ...groupsByGid.keys(),
  ];
  return pickId(
    {
      least: settings.uid_min,
      most: settings.uid_max,
      isTaken: (id) =>
        usersByUid.has(id) ||
        groupsByGid.has(id) ||
        asked.has(id) ||
        journal?.uidOwner(id) !== undefined ||
        journal?.gidOwner(id) !== undefined,
    },
    known,
  );
}
