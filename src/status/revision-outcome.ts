// How a revision that was written has fared, as far as the status can tell.

import type { AccountAnswer } from './answers/account-answer.ts';

/** `unknown`: the engine has not decided yet. */
export function revisionOutcome(
  { phase, revisions, queued, problems }: Pick<AccountAnswer, 'phase' | 'revisions' | 'queued' | 'problems'>,
  revision: string,
): 'applied' | 'not-applied' | 'unknown' {
  if (revisions.applied === revision && phase === 'applied') return 'applied';
  if (queued !== null && queued.state !== 'waiting') return 'unknown';
  const isDecided = revisions.attempted === revision || problems.length > 0;
  const isUnderWay = phase === 'pending' || phase === 'applying' || phase === 'applied';
  return isDecided && !isUnderWay ? 'not-applied' : 'unknown';
}
