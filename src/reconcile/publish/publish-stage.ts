// One stage of a wave: what one service takes, and what becomes of the accounts when it does not.

import type { Publication, Service } from '../../../services/service.ts';
import { isApplied } from '../../journal/is-applied.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { AccountPlan } from '../plan/account-plan.ts';
import type { WaveContext } from '../plan/wave-context.ts';
import { STOPPED } from '../progress/outcome.ts';
import type { Progress } from '../progress/progress.ts';
import { type Publisher, publish } from './publish.ts';

export interface Publishing extends Omit<Publisher, 'begin'> {
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
    wait(publications, STOPPED, progress);
    return;
  }
  const publisher = { ...publishing, begin: () => progress.begin() };
  try {
    const published = await publish(publisher, service, publications, context);
    progress.applied(published.live);
    for (const [publication, message] of published.unwritten) progress.failed(publication, message);
    for (const [{ account, resource }, message] of published.quarantined) {
      progress.addFailure(account, { kind: 'quarantined', resource, message });
    }
    if (published.unserved !== undefined) {
      wait(publications, published.unserved, progress);
      waitForLoad(publishing, service, publications, published.unserved);
    }
  } catch (error) {
    const message = errorMessage(error);
    for (const publication of publications) progress.failed(publication, message);
    waitForLoad(publishing, service, publications, message);
  }
}

function wait(publications: readonly Publication[], message: string, progress: Progress): void {
  for (const { account, resource } of publications) {
    progress.addFailure(account, { kind: 'waiting', resource, message });
  }
}

/**
 * Accounts that have nothing to publish in this stage wait too, where the service
 * has never loaded what is live of theirs.
 */
function waitForLoad(
  { plans, progress, journal }: Publishing,
  service: Service,
  publications: readonly Publication[],
  message: string,
): void {
  const publishers = new Set(publications.map(({ account }) => account));
  for (const { target } of plans.values()) {
    const { username } = target.account;
    if (publishers.has(username) || isApplied(target, journal)) continue;
    progress.addFailure(username, { kind: 'waiting', resource: service.resource, message });
  }
}
