// The uid and gid of an account that comes back: its own, unless they became another's meanwhile or are another's on
// this host.

import { idsInSets } from './ids-in-sets.ts';
import { type NextIdsOptions, nextIds } from './next-ids.ts';

export interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** @returns undefined when there are no free ones */
export async function idsForRestored(
  username: string,
  wanted: Ids,
  options: NextIdsOptions,
): Promise<Ids | undefined> {
  if (await areFree(username, wanted, options)) return wanted;
  const id = await nextIds(options);
  return id === undefined ? undefined : { uid: id, gid: id };
}

async function areFree(
  username: string,
  { uid, gid }: Ids,
  { settings, host, users, journal }: NextIdsOptions,
): Promise<boolean> {
  const isInRange = [uid, gid].every((id) => id >= settings.uid_min && id <= settings.uid_max);
  const isOwnOrNew = [journal?.uidOwner(uid), journal?.gidOwner(gid)].every(
    (owner) => owner === undefined || owner === username,
  );
  if (!isInRange || !isOwnOrNew) return false;
  const { usersByUid, groupsByGid } = await host.accounts.snapshot();
  if (usersByUid.has(uid) || groupsByGid.has(gid)) return false;
  const asked = idsInSets(users);
  if (asked.has(uid) || asked.has(gid)) return false;
  const homes = await host.homes.owners(settings.home_bases);
  return ![...homes.values()].some((owner) => owner.uid === uid || owner.gid === gid);
}
