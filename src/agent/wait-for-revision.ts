// Waits until a revision is applied, cannot be, or the caller's time is over.

import type { AccountAnswer } from '../status/answers/account-answer.ts';
import { BlockedSince } from '../status/blocked-since.ts';
import { revisionOutcome } from '../status/revision-outcome.ts';
import type { AgentContext } from './agent-context.ts';

interface RevisionWait {
  readonly outcome: 'applied' | 'not-applied' | 'unknown';
  readonly account: AccountAnswer | undefined;
}

const EVERY_MS = 100;

export async function waitForRevision(
  { clock, account, stop }: Pick<AgentContext, 'clock' | 'account' | 'stop'>,
  username: string,
  revision: string,
  seconds: number,
  gone: AbortSignal,
): Promise<RevisionWait> {
  const over = AbortSignal.any([stop, gone]);
  // An engine that is about to stop gives no further report, so a caller does not wait for one.
  const ended = new Promise<undefined>((resolve) =>
    over.addEventListener('abort', () => resolve(undefined), { once: true }),
  );
  const deadline = clock.monotonic() + seconds * 1000;
  const blockedSince = new BlockedSince();
  let last: AccountAnswer | undefined;
  while (!over.aborted) {
    const current = await Promise.race([account(username), ended]);
    if (over.aborted) break;
    last = current;
    const outcome = last === undefined ? 'unknown' : revisionOutcome(last, revision);
    const left = deadline - clock.monotonic();
    if (outcome !== 'unknown' || left <= 0) return { outcome, account: last };
    if (last !== undefined && blockedSince.look(last, revision, clock.monotonic()))
      return { outcome: 'not-applied', account: last };
    await clock.sleep(Math.min(EVERY_MS, left), over);
  }
  return { outcome: 'unknown', account: last };
}
