// One stage of a wave: what one service takes, and what becomes of the accounts when it does not.

import type { Publication, Service } from '../../../services/service.ts';
import { errorMessage } from '../../model/error-message.ts';
import { isApplied } from '../record/is-applied.ts';
import type { AccountPlan } from '../wave/plan-wave.ts';
import { type Progress, STOPPED } from '../wave/progress.ts';
import type { WaveContext } from '../wave/wave-context.ts';
import { type Publisher, publish, type Unserved } from './publish.ts';

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
  const { plans, context, progress, stop } = publishing;
  const wait = (message: string) => {
    for (const { account, resource } of publications) {
      progress.addFailure(account, { kind: 'waiting', resource, message });
    }
  };
  /** An account whose files are live and were never loaded is not in force either, though nothing is left to write. */
  const waitForLoad = ({ why, isDown }: Unserved) => {
    const writing = new Set(publications.map(({ account }) => account));
    for (const { target } of plans.values()) {
      const { username } = target.account;
      if (writing.has(username) || isApplied(target, publishing.journal)) continue;
      if (!service.isNeededBy(target, isDown)) continue;
      progress.addFailure(username, { kind: 'waiting', resource: service.resource, message: why });
    }
  };
  if (stop.aborted) {
    wait(STOPPED);
    return;
  }
  try {
    const published = await publish(
      { ...publishing, begin: () => progress.begin() },
      service,
      publications,
      context,
    );
    const { live, quarantined, unwritten, unserved } = published;
    progress.applied(live);
    for (const [publication, message] of unwritten) progress.failed(publication, message);
    for (const [{ account, resource }, message] of quarantined) {
      progress.addFailure(account, { kind: 'quarantined', resource, message });
    }
    if (unserved !== undefined) {
      wait(unserved.why);
      waitForLoad(unserved);
    }
  } catch (error) {
    for (const publication of publications) progress.failed(publication, errorMessage(error));
    waitForLoad({ why: errorMessage(error), isDown: false });
  }
}
