// Waits until a revision is applied, cannot be, or the caller's time is over.

import type { AccountAnswer } from '../status/answers/account-answer.ts';
import { revisionOutcome } from '../status/revision-outcome.ts';
import type { AgentContext } from './agent-context.ts';

export interface Waited {
  readonly outcome: 'applied' | 'not-applied' | 'unknown';
  readonly account: AccountAnswer | undefined;
}

const EVERY_MS = 100;

export async function waitApplied(
  { clock, account, stop }: Pick<AgentContext, 'clock' | 'account' | 'stop'>,
  username: string,
  revision: string,
  seconds: number,
  gone: AbortSignal,
): Promise<Waited> {
  const over = AbortSignal.any([stop, gone]);
  const deadline = clock.monotonic() + seconds * 1000;
  for (;;) {
    const seen = await account(username);
    const outcome = seen === undefined ? 'unknown' : revisionOutcome(seen, revision);
    const left = deadline - clock.monotonic();
    if (outcome !== 'unknown' || left <= 0 || over.aborted) return { outcome, account: seen };
    await clock.sleep(Math.min(EVERY_MS, left), over);
  }
}
