import type { AccountsSnapshot } from '../host/accounts.ts';
import { pickId } from '../model/pick-id.ts';

export interface IdsInUse {
  readonly range: { readonly least: number; readonly most: number };
  readonly accounts: AccountsSnapshot;
  /** That some set asks for, or some account had in the past. */
  readonly known: readonly number[];
  /** Owner and group of every home that lies there: whoever got a uid of these would get the home as well. */
  readonly ofHomes: readonly number[];
  /** Whose a uid or gid was, for ever. */
  uidOwner(uid: number): string | undefined;
  gidOwner(gid: number): string | undefined;
}

/** Gives out numbers, each once, that serve as uid and gid: nobody has them, nobody asks for them, nobody ever had them. */
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
    // From here on it goes on behind this one.
    highest = [id];
    return id;
  };
}
