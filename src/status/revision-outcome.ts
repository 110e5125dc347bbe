// What has become of a revision that was written, by the status of its account.

import type { AccountAnswer } from './answers/account-answer.ts';

/**
 * Whether all of the revision is on the host. A set that was refused later, or whose folder is gone, leaves the one
 * before it in force.
 */
export function isInForce(
  { phase, revisions }: Pick<AccountAnswer, 'phase' | 'revisions'>,
  revision: string,
): boolean {
  const isKept = (phase === 'invalid' || phase === 'held') && revisions.desired === revision;
  return revisions.applied === revision && (phase === 'applied' || isKept);
}

/** `unknown`: the engine has not decided yet. */
export function revisionOutcome(
  { phase, revisions, queued, problems }: Pick<AccountAnswer, 'phase' | 'revisions' | 'queued' | 'problems'>,
  revision: string,
): 'applied' | 'not-applied' | 'unknown' {
  if (isInForce({ phase, revisions }, revision)) return 'applied';
  if (queued !== null && queued.state !== 'waiting') return 'unknown';
  const isDecided = revisions.attempted === revision || problems.length > 0;
  const isUnderWay = phase === 'pending' || phase === 'applying' || phase === 'applied';
  return isDecided && !isUnderWay ? 'not-applied' : 'unknown';
}
