import { accountsDatabase } from '../../host/linux/accounts-database.ts';
import { parseDocument } from '../../model/json/parse-document.ts';
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

/** Refused sets count as well: they may be mended tomorrow. */
function idsInSets(users: DesiredState['users']): Set<number> {
  const ids = new Set<number>();
  const listing = users.list();
  for (const name of listing.state === 'ok' ? listing.usernames : []) {
    const set = users.read(name);
    const bytes = set.state === 'read' ? set.files.get('account.json') : undefined;
    const parsed = bytes === undefined ? undefined : parseDocument(bytes);
    const value = parsed?.ok ? parsed.document.value : undefined;
    if (typeof value !== 'object' || value === null) continue;
    if ('uid' in value && typeof value.uid === 'number') ids.add(value.uid);
    if ('gid' in value && typeof value.gid === 'number') ids.add(value.gid);
  }
  return ids;
}
