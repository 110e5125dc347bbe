import { type AfterAction, AfterFailure, type AfterReport } from '../../../controllers/after-action.ts';
import type { Host } from '../../host/host.ts';
import type { NewEvent } from '../../journal/event.ts';
import type { Journal } from '../../journal/journal.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { Target } from '../../model/target.ts';
import { type AccountOutcome, STOPPED } from '../progress/outcome.ts';
import { waveBegan, waveEnded } from '../progress/wave-events.ts';

/** An action of the after phase, with what it is applied for. */
export interface AfterTask {
  readonly target: Target;
  readonly action: AfterAction;
}

interface AfterOptions {
  readonly host: Host;
  readonly journal: Journal;
  /** Names the wave of this action in the journal. */
  readonly id: string;
  /** In [0, 1). */
  readonly random: () => number;
  /** Ends the action, which then has neither been done nor failed. */
  readonly stop: AbortSignal;
  /** Called once the journal knows that it begins. */
  readonly onBegin: () => void;
}

interface AfterEnd {
  /** The action itself where it has failed, and parts of it. */
  readonly retries: readonly { readonly item: string; readonly delayMs: number }[];
  /** Names of budgets, once for each time that one was spent, but for what was spent at the start. */
  readonly spent: readonly string[];
  /** Until the next try, when the action has failed. */
  readonly delay?: number;
}

type Ended =
  | { readonly ok: true; readonly report: AfterReport }
  | { readonly ok: false; readonly error: string; readonly details: AfterFailure['details'] };

const NOTHING: AfterEnd = { retries: [], spent: [] };

/**
 * Applies one action as a wave of its own: the journal knows what is meant
 * before it begins, and how it ended.
 */
export async function applyAfterAction(
  { target, action }: AfterTask,
  { host, journal, id, random, stop, onBegin }: AfterOptions,
): Promise<AfterEnd> {
  const { account, resource, summary, item } = action;
  const wave = {
    id,
    trigger: 'after',
    plans: new Map([[account, { target, byResource: new Map() }]]),
  } as const;
  const end = (outcome: AccountOutcome) => waveEnded(wave, new Map([[account, outcome]]));
  const step = { wave: id, resource, summary };

  const spends = spentAtStart(action);
  journal.append([waveBegan(wave, [{ ...action, ...(spends.length === 0 ? {} : { spends }) }])]);
  onBegin();
  const ended = await run(action, host, stop);
  const { spent = [], worked = [], failed = [] } = ended.ok ? ended.report : ended.details;
  const kept = { ...(spent.length === 0 ? {} : { spent }), ...(worked.length === 0 ? {} : { worked }) };
  const parts = failed.map((part) => failure(part.item, part.error));
  const failures = parts.map(({ event }) => event);
  const retries = parts.map(({ retry }) => retry);
  if (ended.ok) {
    const data = {
      ...step,
      owns: [...action.owns],
      releases: [...action.releases],
      after: { item, ...kept },
    };
    journal.append([{ kind: 'step.applied', account, data }, ...failures, end({ state: 'applied' })]);
    return { retries, spent };
  }
  if (stop.aborted) {
    const unfinished = [{ kind: 'waiting', resource, message: STOPPED } as const];
    journal.append([end({ state: 'waiting', unfinished })]);
    return NOTHING;
  }
  const whole = failure(item, ended.error, ended.details, kept);
  const unfinished = [{ kind: 'failed', resource, message: ended.error } as const];
  journal.append([whole.event, ...failures, end({ state: 'failed', unfinished })]);
  return { retries: [whole.retry, ...retries], spent, delay: whole.retry.delayMs };

  /** One more failure of an item, and when that is tried again. */
  function failure(
    failed: string,
    error: string,
    { retryAfterMs = 0, longestRetryMs = Number.POSITIVE_INFINITY, hold }: AfterFailure['details'] = {},
    more: object = {},
  ) {
    const attempts = (journal.afterRetry(account, resource, failed)?.attempts ?? 0) + 1;
    const delayMs = Math.max(retryAfterMs, Math.min(longestRetryMs, waitAfter(attempts, action.retriesMs)));
    const spread = Math.round(delayMs * (1 - random() / 10));
    const delay = Math.max(retryAfterMs, spread);
    const after = {
      item: failed,
      attempts,
      retry_at: host.clock.now() + delay,
      ...more,
      ...(hold && { hold: { budget: hold.budget, until: host.clock.now() + hold.forMs } }),
    };
    const event: NewEvent = { kind: 'step.failed', account, data: { ...step, error, after } };
    return { event, retry: { item: failed, delayMs: delay } };
  }
}

export function spentAtStart({ budgets = [] }: Pick<AfterAction, 'budgets'>): string[] {
  return budgets.flatMap(({ name, spentBy }) => (spentBy === 'start' ? [name] : []));
}

function waitAfter(attempts: number, retriesMs: AfterAction['retriesMs']): number {
  return retriesMs[Math.min(attempts, retriesMs.length) - 1] ?? retriesMs[0];
}

async function run(action: AfterAction, host: Host, stop: AbortSignal): Promise<Ended> {
  const over = new AbortController();
  const limit = new AbortController();
  void host.clock.sleep(action.timeLimitMs, over.signal).then(() => over.signal.aborted || limit.abort());
  try {
    return { ok: true, report: (await action.apply(host, AbortSignal.any([stop, limit.signal]))) ?? {} };
  } catch (error) {
    const details = error instanceof AfterFailure ? error.details : {};
    if (!limit.signal.aborted) return { ok: false, error: errorMessage(error), details };
    return {
      ok: false,
      error: `did not end within ${action.timeLimitMs / 1000} s: ${errorMessage(error)}`,
      details,
    };
  } finally {
    over.abort();
  }
}
