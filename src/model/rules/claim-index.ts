// Who takes what, so that all that stands in the way of one claim is found in as many steps as its name has labels.

import type { Claim } from './claims.ts';

export interface Taker {
  readonly username: string;
  /** The claim by which it takes the place. */
  readonly key: string;
}

export interface ClaimIndex {
  add(username: string, claims: readonly Claim[]): void;
  remove(username: string, claims: readonly Claim[]): void;
  takersAt(place: string): Iterable<Taker>;
  takersBelow(place: string): Iterable<Taker>;
  /** Someone else with the same thing, a domain above it, or one below it. */
  rivalOf(username: string, claim: Claim): Taker | undefined;
}

/** By username and key: one account may take a place by several claims, of which it holds only some. */
type Takers = Map<string, Taker>;

export function createClaimIndex(): ClaimIndex {
  const taken = new Map<string, Takers>();
  const below = new Map<string, Takers>();
  return {
    add(username, claims) {
      for (const { key, place, above } of claims) {
        const taker = { username, key };
        takersIn(taken, place).set(idOf(taker), taker);
        for (const name of above) takersIn(below, name).set(idOf(taker), taker);
      }
    },
    remove(username, claims) {
      for (const { key, place, above } of claims) {
        const id = idOf({ username, key });
        taken.get(place)?.delete(id);
        for (const name of above) below.get(name)?.delete(id);
      }
    },
    takersAt: (place) => taken.get(place)?.values() ?? [],
    takersBelow: (place) => below.get(place)?.values() ?? [],
    rivalOf(username, { place, above }) {
      for (const group of [taken.get(place), ...above.map((name) => taken.get(name)), below.get(place)]) {
        for (const taker of group?.values() ?? []) if (taker.username !== username) return taker;
      }
      return undefined;
    },
  };
}

function idOf({ username, key }: Taker): string {
  return `${username} ${key}`;
}

function takersIn(places: Map<string, Takers>, place: string): Takers {
  const found = places.get(place);
  if (found !== undefined) return found;
  const made: Takers = new Map();
  places.set(place, made);
  return made;
}
