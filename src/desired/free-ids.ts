import type { AccountsSnapshot } from '../host/accounts.ts';
import { pickId } from '../model/pick-id.ts';

export interface IdsInUse {
  readonly range: { readonly least: number; readonly most: number };
  readonly accounts: AccountsSnapshot;
  /** Ids that some set asks for, or that some account had in the past. */
  readonly known: readonly number[];
  /** Owner and group of every existing home: a new owner of one of these ids would own that home as well. */
  readonly ofHomes: readonly number[];
  /** The first owner of a uid or gid, for ever. */
  uidOwner(uid: number): string | undefined;
  gidOwner(gid: number): string | undefined;
}

/** Yields numbers that are free both as uid and as gid: unused, not asked for by any set, and never used before. */
export function freeIds({
  range,
  accounts,
  known,
  ofHomes,
  uidOwner,
  gidOwner,
}: IdsInUse): () => number | undefined {
  const { users, usersByUid, groupsByGid } = accounts;
  const taken = new Set<number>([...known, ...ofHomes]);
  let highest: readonly number[] = [
    ...known,
    ...[...users.values()].flatMap(({ uid, gid }) => [uid, gid]),
    ...groupsByGid.keys(),
  ];
  const isTaken = (id: number) =>
    taken.has(id) ||
    usersByUid.has(id) ||
    groupsByGid.has(id) ||
    uidOwner(id) !== undefined ||
    gidOwner(id) !== undefined;
  return () => {
    const id = pickId({ ...range, isTaken }, highest);
    if (id === undefined) return undefined;
    taken.add(id);
    // The next search continues after this number.
    highest = [id];
    return id;
  };
}
