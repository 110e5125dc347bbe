// One account in the resolution for what only one can have.

import type { Account } from '../account.ts';
import { epochMsOf } from '../values/timestamp.ts';
import type { Taker } from './claim-index.ts';
import { type Claim, claimsWithPlaces, isForEver, keysInTheWayOf } from './claims.ts';

/** The account that a recorded claim belongs to, from the journal. */
export type HolderOf = (claim: string) => string | undefined;

export interface Claimant {
  readonly username: string;
  readonly createdAt: number;
  readonly wanted: readonly Claim[];
  /** What stays in force when the wanted set is refused. */
  readonly before: readonly Claim[];
  /** Keys of all of it, for a quick look. */
  readonly keysBefore: ReadonlySet<string>;
  /** Lost whatever the other claimants do. */
  readonly lost: ReadonlyMap<Claim, Taker>;
}

/** Sorted by username, so that nothing later depends on the order of discovery. */
export function claimantsOf(
  wanted: Iterable<Account>,
  holderOf: HolderOf,
  inForce: ReadonlyMap<string, Account>,
): Map<string, Claimant> {
  const accounts = [...wanted].sort((left, right) => (left.username < right.username ? -1 : 1));
  const present = new Set<string>(accounts.map(({ username }) => username));
  return new Map(
    accounts.map((account) => {
      const { username } = account;
      const before = inForce.get(username);
      const claims = claimsWithPlaces(account);
      let claimsBefore: readonly Claim[] = [];
      if (before !== undefined) claimsBefore = before === account ? claims : claimsWithPlaces(before);
      const lost = new Map<Claim, Taker>();
      for (const claim of claims) {
        const taker = before === account ? undefined : absentHolder(username, claim, present, holderOf);
        if (taker !== undefined) lost.set(claim, taker);
      }
      const claimant: Claimant = {
        username,
        createdAt: epochMsOf(account.account.created_at),
        wanted: claims,
        before: claimsBefore,
        keysBefore: new Set(claimsBefore.map(({ key }) => key)),
        lost,
      };
      return [username, claimant];
    }),
  );
}

/**
 * A recorded holder that is not among the claimants (retired, or unreadable just now) still holds.
 * One that is among them and no longer claims the thing has released it, except what is held for ever.
 */
function absentHolder(
  username: string,
  claim: Claim,
  present: ReadonlySet<string>,
  holderOf: HolderOf,
): Taker | undefined {
  const { key } = claim;
  const holder = holderOf(key);
  if (holder === username) return undefined;
  if (holder !== undefined && isForEver(key)) return { username: holder, key };
  for (const inTheWay of keysInTheWayOf(claim)) {
    const other = holderOf(inTheWay);
    if (other !== undefined && other !== username && !present.has(other))
      return { username: other, key: inTheWay };
  }
  return undefined;
}

export function isOlder(left: Claimant, right: Claimant): boolean {
  return left.createdAt === right.createdAt
    ? left.username < right.username
    : left.createdAt < right.createdAt;
}
