import PQueue from 'p-queue';
import type { Action, Bulk, ResourceController } from '../../../controllers/controller.ts';
import type { Host } from '../../host/host.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { Step } from '../../model/step.ts';
import type { AccountPlan } from '../plan/account-plan.ts';
import { STOPPED } from '../progress/outcome.ts';
import type { Progress } from '../progress/progress.ts';
import { bisectFailures } from '../publish/bisect-failures.ts';

const SIDE_BY_SIDE = 16;

/**
 * Applies the actions of one direction, resource by resource. The first action
 * of every account is done before the second of any, so that what a tool can do
 * for many accounts in one run is done in one run. An account whose action
 * failed gets no further one of that resource. Once `stop` aborts, what has
 * begun is finished and the rest is left waiting.
 */
export async function applyActions(
  host: Host,
  controllers: readonly ResourceController[],
  plans: ReadonlyMap<string, AccountPlan>,
  direction: Step['direction'],
  progress: Progress,
  stop: AbortSignal,
): Promise<void> {
  const withActions = [...plans].filter(([, { byResource }]) =>
    [...byResource.values()].some(({ actions }) => actions.length > 0),
  );
  for (const controller of direction === 'up' ? controllers : controllers.toReversed()) {
    let remaining = withActions
      .filter(([username, { byResource }]) =>
        progress.canApplyActions(
          username,
          controller,
          byResource.get(controller.kind)?.blocked !== undefined,
        ),
      )
      .map(([username, plan]) =>
        actionsOf(plan, controller, direction).filter(
          ({ onceUnusedBy = [] }) =>
            !progress.unfinished(username).some(({ resource }) => onceUnusedBy.includes(resource)),
        ),
      )
      .filter((actions) => actions.length > 0);
    while (remaining.length > 0) {
      const nextActions = remaining.flatMap((actions) => actions.slice(0, 1));
      const notDone = await applyOneOfEach(host, nextActions, progress, stop);
      remaining = remaining
        .map((actions) => actions.slice(1))
        .filter(([next]) => next !== undefined && !notDone.has(next.account));
    }
  }
}

function actionsOf(plan: AccountPlan, { kind }: ResourceController, direction: Step['direction']): Action[] {
  return (plan.byResource.get(kind)?.actions ?? []).filter((each) => each.direction === direction);
}

/**
 * Applies one action of each account: what a tool does for many in one run, run
 * after run; the rest side by side. Those that succeed are
 * journalled in one transaction, each failure on its own.
 *
 * @returns the accounts whose action was not done
 */
async function applyOneOfEach(
  host: Host,
  actions: readonly Action[],
  progress: Progress,
  stop: AbortSignal,
): Promise<ReadonlySet<string>> {
  const notDone = new Set<string>();
  const failed = new Map<Action, string>();
  const done: Action[] = [];
  const runGroup = async (group: readonly Action[], apply: () => Promise<ReadonlyMap<string, string>>) => {
    if (stop.aborted) {
      for (const { account, resource } of group) {
        progress.addUnfinished(account, { kind: 'waiting', resource, message: STOPPED });
        notDone.add(account);
      }
      return;
    }
    const failures = await apply();
    for (const action of group) {
      const failure = failures.get(action.account);
      if (failure === undefined) done.push(action);
      else failed.set(action, failure);
    }
  };
  // Outside of the pool, so that a journal that fails ends the wave and not the daemon.
  if (!stop.aborted && actions.length > 0) progress.journalIntent();
  const pool = new PQueue({ concurrency: SIDE_BY_SIDE });
  for (const [bulkOrAction, group] of Map.groupBy(actions, (action) => action.bulk ?? action)) {
    if ('applyAll' in bulkOrAction) await runGroup(group, () => applyTogether(bulkOrAction, group, host));
    else void pool.add(() => runGroup(group, () => applyAlone(bulkOrAction, host, stop)));
  }
  await pool.onIdle();
  if (done.length > 0) progress.applied(done);
  for (const [action, failure] of failed) {
    progress.failed(action, failure);
    notDone.add(action.account);
  }
  return notDone;
}

async function applyAlone(
  action: Action,
  host: Host,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  try {
    await action.apply(host, stop);
    return new Map();
  } catch (error) {
    return new Map([[action.account, errorMessage(error)]]);
  }
}

/** Where the whole run fails, bisect, so that only the faulty accounts fail. */
async function applyTogether(
  bulk: Bulk,
  actions: readonly Action[],
  host: Host,
): Promise<ReadonlyMap<string, string>> {
  const failures = new Map<string, string>();
  const { failed } = await bisectFailures(actions, async (some) => {
    for (const [account, message] of await bulk.applyAll(some, host)) failures.set(account, message);
    return some;
  });
  for (const [{ account }, message] of failed) failures.set(account, message);
  return failures;
}
