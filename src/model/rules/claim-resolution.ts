// Which account holds which claim at one moment of the resolution, and which account loses to which.

import { type ClaimIndex, createClaimIndex, type Taker } from './claim-index.ts';
import { type Claimant, type HolderOf, isOlder } from './claimant.ts';

export interface ClaimResolution {
  readonly claimants: ReadonlyMap<string, Claimant>;
  readonly index: ClaimIndex;
  readonly refused: ReadonlySet<string>;
  claimant(username: string): Claimant;
  /** Undefined when it loses nothing; empty when it loses to an account that takes no part. */
  winnersOver(username: string): readonly string[] | undefined;
  /** Refuses these accounts. @returns the accounts for which that may change the outcome */
  reject(usernames: readonly string[]): ReadonlySet<string>;
  readmit(claimant: Claimant): void;
}

/**
 * Of a crowd in one place only its senior is set against each of the others, and found once until the crowd
 * changes. The second, of another account, is who the senior itself has to look at.
 */
interface Seniors {
  readonly first: Taker | undefined;
  readonly second: Taker | undefined;
}

export function openClaimResolution(
  claimants: ReadonlyMap<string, Claimant>,
  holderOf: HolderOf,
): ClaimResolution {
  const index = createClaimIndex();
  const refused = new Set<string>();
  const seniorsAt = new Map<string, Seniors>();
  const seniorsBelow = new Map<string, Seniors>();
  for (const { username, wanted } of claimants.values()) index.add(username, wanted);

  function claimant(username: string): Claimant {
    const found = claimants.get(username);
    if (found === undefined) throw new Error(`${username} is no claimant`);
    return found;
  }

  function holds({ username, key }: Taker): boolean {
    return holderOf(key) === username || claimant(username).keysBefore.has(key);
  }

  function comesFirst(left: Taker, right: Taker): boolean {
    const leftHolds = holds(left);
    if (leftHolds !== holds(right)) return leftHolds;
    return isOlder(claimant(left.username), claimant(right.username));
  }

  function seniors(memo: Map<string, Seniors>, place: string, takers: Iterable<Taker>): Seniors {
    const found = memo.get(place);
    if (found !== undefined) return found;
    let first: Taker | undefined;
    let second: Taker | undefined;
    for (const taker of takers) {
      if (first === undefined || comesFirst(taker, first)) {
        if (first?.username !== taker.username) second = first;
        first = taker;
      } else if (taker.username !== first.username && (second === undefined || comesFirst(taker, second))) {
        second = taker;
      }
    }
    memo.set(place, { first, second });
    return { first, second };
  }

  return {
    claimants,
    index,
    refused,
    claimant,
    winnersOver(username) {
      const { wanted, lost } = claimant(username);
      if (lost.size > 0) return [];
      const winners: string[] = [];
      for (const { key, place, above } of wanted) {
        const groups = [seniors(seniorsBelow, place, index.takersBelow(place))];
        for (const name of [place, ...above]) groups.push(seniors(seniorsAt, name, index.takersAt(name)));
        for (const { first, second } of groups) {
          const rival = first?.username === username ? second : first;
          if (rival !== undefined && comesFirst(rival, { username, key })) winners.push(rival.username);
        }
      }
      return winners.length === 0 ? undefined : winners;
    },
    reject(usernames) {
      const places = new Set<string>();
      const namesAbove = new Set<string>();
      for (const username of usernames) {
        const { wanted, before } = claimant(username);
        refused.add(username);
        index.remove(username, wanted);
        index.add(username, before);
        for (const { place, above } of [...wanted, ...before]) {
          places.add(place);
          for (const name of above) namesAbove.add(name);
        }
      }
      const near = new Set<string>(usernames);
      for (const place of [...places, ...namesAbove]) {
        seniorsAt.delete(place);
        seniorsBelow.delete(place);
        for (const { username } of index.takersAt(place)) near.add(username);
      }
      for (const place of places) for (const { username } of index.takersBelow(place)) near.add(username);
      return near;
    },
    readmit({ username, wanted, before }) {
      refused.delete(username);
      index.remove(username, before);
      index.add(username, wanted);
    },
  };
}
