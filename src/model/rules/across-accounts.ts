// What belongs to one account only: uid, gid, domains with all below them, app ports, pool names.
// The account that held a thing first keeps it, and the later account is refused with the holder's name.

import type { Account } from '../account.ts';
import type { Problem } from '../problem.ts';
import { claimProblem } from './claim-problem.ts';
import { type ClaimResolution, openClaimResolution } from './claim-resolution.ts';
import { claimantsOf, type HolderOf, isOlder } from './claimant.ts';
import { claimsWithPlaces } from './claims.ts';

/**
 * Decides about all accounts of `wanted` at once, so that a domain can move from one account
 * to another in one go. An account that is refused falls back to what it has in `inForce`, and keeps
 * holding that. The answer names the refused accounts only, and depends on no order.
 *
 * @param wanted every account as it is to be, the unchanged ones too
 * @param holderOf recorded claims; where nothing is recorded, `created_at` and then the username decide
 * @param inForce the accounts as they are now, by username; the same object as in `wanted` where nothing changed
 * @param isRetired whether an account has no files any more, for the remedy
 */
export function resolveClaims(
  wanted: Iterable<Account>,
  holderOf: HolderOf,
  inForce: ReadonlyMap<string, Account> = new Map(),
  isRetired: (username: string) => boolean = () => false,
): Map<string, Problem[]> {
  const claimants = claimantsOf(wanted, holderOf, inForce);
  const resolution = openClaimResolution(claimants, holderOf);
  refuseLosers(resolution);
  while (readmit(resolution)) {
    // A refusal may have been for the sake of an account that was refused later on.
  }
  return problemsOf(resolution, isRetired);
}

/** The strings that the journal records for an accepted account, and is asked for as `holderOf`. */
export function claimsOf(account: Account): string[] {
  return claimsWithPlaces(account).map(({ key }) => key);
}

/**
 * Refuses, round by round, the accounts that lose to an account which itself does not lose; in a ring of losers the youngest.
 * What a refused account falls back to may stand in the way of one that was fine so far, so only those near
 * to what changed are looked at again.
 */
function refuseLosers(resolution: ClaimResolution): void {
  const { claimants, refused } = resolution;
  const losses = new Map<string, readonly string[]>();
  for (let changed: Iterable<string> = claimants.keys(); ; ) {
    for (const username of changed) {
      const winners = resolution.winnersOver(username);
      if (winners === undefined || refused.has(username)) losses.delete(username);
      else losses.set(username, winners);
    }
    if (losses.size === 0) return;
    const losers = [...losses.keys()];
    // An empty list of winners: it lost to an account that is not here.
    const certain = losers.filter((loser) => {
      const winners = losses.get(loser) ?? [];
      return winners.length === 0 || winners.some((winner) => !losses.has(winner));
    });
    changed = resolution.reject(certain.length > 0 ? certain : [losers.reduce(younger)]);
  }

  function younger(left: string, right: string): string {
    return isOlder(resolution.claimant(left), resolution.claimant(right)) ? right : left;
  }
}

/** Readmits, oldest first, the accounts that no longer clash with another. */
function readmit(resolution: ClaimResolution): boolean {
  const { index, refused } = resolution;
  const waiting = [...refused].map((username) => resolution.claimant(username));
  let any = false;
  for (const claimant of waiting.sort((left, right) => (isOlder(left, right) ? -1 : 1))) {
    const { username, wanted, lost } = claimant;
    if (lost.size > 0 || wanted.some((claim) => index.rivalOf(username, claim) !== undefined)) continue;
    resolution.readmit(claimant);
    any = true;
  }
  return any;
}

function problemsOf(
  { claimants, index, refused }: ClaimResolution,
  isRetired: (username: string) => boolean,
): Map<string, Problem[]> {
  const problems = new Map<string, Problem[]>();
  for (const { username, wanted, lost } of claimants.values()) {
    if (!refused.has(username)) continue;
    const own = wanted.flatMap((claim) => {
      const taker = lost.get(claim) ?? index.rivalOf(username, claim);
      return taker === undefined ? [] : [claimProblem(claim, taker, isRetired)];
    });
    problems.set(username, own);
  }
  return problems;
}
