import type { AfterAction } from '../../../controllers/controller.ts';
import type { Host } from '../../host/host.ts';
import type { Journal } from '../../journal/journal.ts';
import { backoffDelay } from '../../model/backoff-delay.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { Target } from '../../model/target.ts';
import { type Outcome, STOPPED } from '../progress/outcome.ts';
import { waveBegan, waveEnded } from '../progress/wave-events.ts';

/** An action of the after phase, with what it is applied for. */
export interface AfterTask {
  readonly target: Target;
  readonly action: AfterAction;
}

export interface AfterOptions {
  readonly host: Host;
  readonly journal: Journal;
  /** Names the wave of this action in the journal. */
  readonly id: string;
  /** In [0, 1). */
  readonly random: () => number;
  /** Ends the action, which then has neither been done nor failed. */
  readonly stop: AbortSignal;
}

/**
 * Applies one action as a wave of its own: the journal knows what is meant
 * before it begins, and how it ended.
 *
 * @returns the milliseconds until the next try, when it has failed
 */
export async function applyAfterAction(
  { target, action }: AfterTask,
  { host, journal, id, random, stop }: AfterOptions,
): Promise<number | undefined> {
  const { account, resource, summary, item } = action;
  const wave = {
    id,
    trigger: 'after',
    plans: new Map([[account, { target, byResource: new Map() }]]),
  } as const;
  const end = (outcome: Outcome) => waveEnded(wave, new Map([[account, outcome]]));
  const step = { wave: id, resource, summary };

  journal.append([waveBegan(wave, [action])]);
  const error = await failureOf(action, host, stop);
  if (error === undefined) {
    const data = { ...step, owns: [...action.owns], releases: [...action.releases], after: { item } };
    journal.append([{ kind: 'step.applied', account, data }, end({ outcome: 'applied' })]);
    return undefined;
  }
  if (stop.aborted) {
    const unfinished = [{ kind: 'waiting', resource, message: STOPPED } as const];
    journal.append([end({ outcome: 'waiting', unfinished })]);
    return undefined;
  }
  const attempts = (journal.afterRetry(account, resource, item)?.attempts ?? 0) + 1;
  const range = { firstMs: action.firstRetryMs, longestMs: action.longestRetryMs };
  const delay = backoffDelay(attempts, range, random());
  const after = { item, attempts, retry_at: host.clock.now() + delay };
  const unfinished = [{ kind: 'failed', resource, message: error } as const];
  journal.append([
    { kind: 'step.failed', account, data: { ...step, error, after } },
    end({ outcome: 'failed', unfinished }),
  ]);
  return delay;
}

/** @returns why the action failed, or undefined */
async function failureOf(action: AfterAction, host: Host, stop: AbortSignal): Promise<string | undefined> {
  const over = new AbortController();
  const limit = new AbortController();
  void host.clock.sleep(action.timeLimitMs, over.signal).then(() => over.signal.aborted || limit.abort());
  try {
    await action.apply(host, AbortSignal.any([stop, limit.signal]));
    return undefined;
  } catch (error) {
    if (!limit.signal.aborted) return errorMessage(error);
    return `did not end within ${action.timeLimitMs / 1000} s: ${errorMessage(error)}`;
  } finally {
    over.abort();
  }
}
