// The problem that a lost claim is for the person who wrote it.

import { pointerOf } from '../finding.ts';
import type { Problem } from '../problem.ts';
import { quoted } from '../quoted.ts';
import type { Taker } from './claim-index.ts';
import { type Claim, isForEver } from './claims.ts';

/** @param isRetired whether the holder's folder is gone, so that nothing can be removed from its files */
export function claimProblem(
  claim: Claim,
  { username, key: taken }: Taker,
  isRetired: (username: string) => boolean,
): Problem {
  return {
    file: claim.file,
    pointer: pointerOf(claim.path),
    line: null,
    column: null,
    message: `is ${quoted(thingOf(claim.key))}, ${relation(claim, taken, username)}`,
    remedy: remedyFor(claim, username, isRetired(username)),
  };
}

function relation({ key, above }: Claim, taken: string, username: string): string {
  if (key === taken) return `which belongs to the account ${username}`;
  const other = thingOf(taken).replace(/^\*\./, '');
  if (above.includes(other)) return `below ${quoted(thingOf(taken))} of the account ${username}`;
  if (other.endsWith(thingOf(key).replace(/^\*?\.?/, '.')))
    return `above ${quoted(thingOf(taken))} of the account ${username}`;
  return `which overlaps with ${quoted(thingOf(taken))} of the account ${username}`;
}

function remedyFor({ key, path }: Claim, username: string, isRetired: boolean): string {
  if (isForEver(key)) return 'choose a number that no account has had';
  if (isRetired) {
    return `the folder of ${username} is gone: run jopanel purge ${username}, which archives and removes it, or use another one here`;
  }
  if (!key.startsWith('domain:')) return 'choose another';
  // An account is never without a primary domain.
  const isPrimary = path.length === 1 && path[0] === 'primary';
  return isPrimary
    ? `use another one here and in account.json, or remove it first from ${username}`
    : `remove its entry here, or first from ${username}`;
}

function thingOf(key: string): string {
  return key.slice(key.indexOf(':') + 1);
}
