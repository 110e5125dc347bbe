// Publishes one stage of a wave, and notes for each account how that ended.

import type { Publication, Service } from '../../../services/service.ts';
import { wasApplied } from '../../journal/applied.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { AccountPlan } from '../plan/account-plan.ts';
import type { WaveContext } from '../plan/wave-context.ts';
import { STOPPED } from '../progress/outcome.ts';
import type { Progress } from '../progress/progress.ts';
import { type PublishDependencies, publish } from './publish.ts';

export interface Publishing extends Omit<PublishDependencies, 'journalIntent'> {
  readonly plans: ReadonlyMap<string, AccountPlan>;
  readonly context: WaveContext;
  readonly progress: Progress;
  readonly stop: AbortSignal;
}

export async function publishStage(
  publishing: Publishing,
  service: Service,
  publications: readonly Publication[],
): Promise<void> {
  const { context, progress, stop } = publishing;
  if (stop.aborted) {
    markWaiting(publications, STOPPED, progress);
    return;
  }
  const dependencies = { ...publishing, journalIntent: () => progress.journalIntent() };
  try {
    const published = await publish(dependencies, service, publications, context);
    progress.applied(published.loaded);
    for (const [publication, message] of published.unwritten) progress.failed(publication, message);
    for (const [{ account, resource }, message] of published.quarantined) {
      progress.addUnfinished(account, { kind: 'quarantined', resource, message });
    }
    if (published.notPublishedBecause !== undefined) {
      markWaiting(publications, published.notPublishedBecause, progress);
      markUnloadedAsWaiting(publishing, service, publications, published.notPublishedBecause);
    }
  } catch (error) {
    const message = errorMessage(error);
    for (const publication of publications) progress.failed(publication, message);
    markUnloadedAsWaiting(publishing, service, publications, message);
  }
}

function markWaiting(publications: readonly Publication[], message: string, progress: Progress): void {
  for (const { account, resource } of publications) {
    progress.addUnfinished(account, { kind: 'waiting', resource, message });
  }
}

/**
 * Accounts that have nothing to publish in this stage wait too, unless their target is recorded as applied: their files
 * may be live and not loaded.
 */
function markUnloadedAsWaiting(
  { plans, progress, journal }: Publishing,
  service: Service,
  publications: readonly Publication[],
  message: string,
): void {
  const withPublications = new Set(publications.map(({ account }) => account));
  for (const { target } of plans.values()) {
    const { username } = target.account;
    if (withPublications.has(username) || wasApplied(target, journal)) continue;
    progress.addUnfinished(username, { kind: 'waiting', resource: service.resource, message });
  }
}
