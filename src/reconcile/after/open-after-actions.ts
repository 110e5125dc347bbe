import { isoTime } from '../../host/clock.ts';
import type { Journal } from '../../journal/journal.ts';
import type { UnavailableResource } from '../plan/unavailable-resource.ts';
import type { AfterPhase } from './after-phase.ts';
import type { AfterTask } from './apply-after-action.ts';

/** What the status says of actions that are still to be done: they go on, or have failed and are tried again. */
export function openAfterActions(
  tasks: readonly AfterTask[],
  after: AfterPhase,
  journal: Journal,
): UnavailableResource[] {
  return tasks.flatMap(({ action }): UnavailableResource[] => {
    const { account, resource, item, summary } = action;
    if (after.isRunning(action)) return [{ resource, message: `in progress: ${summary}`, isPending: true }];
    const place = after.placeOf(action);
    if (place !== undefined) {
      const message = `waits for its turn to ${summary}, which is at ${isoTime(place)}`;
      return [{ resource, message, isPending: true }];
    }
    const retry = journal.afterRetry(account, resource, item);
    if (retry === undefined) return [];
    const next = `; the next try is at ${isoTime(retry.retryAt)}`;
    return [{ resource, message: `could not ${summary}: ${retry.error}${next}`, isPending: false }];
  });
}
