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
  const active = [...plans].filter(([, { byResource }]) =>
    [...byResource.values()].some(({ actions }) => actions.length > 0),
  );
  for (const controller of direction === 'up' ? controllers : controllers.toReversed()) {
    let queues = active
      .filter(([username, { byResource }]) =>
        progress.allows(username, controller, byResource.get(controller.kind)?.blocked !== undefined),
      )
      .map(([username, plan]) =>
        actionsOf(plan, controller, direction).filter(
          ({ onlyAfter = [] }) =>
            !progress.failures(username).some(({ resource }) => onlyAfter.includes(resource)),
        ),
      )
      .filter((queue) => queue.length > 0);
    while (queues.length > 0) {
      const heads = queues.flatMap((queue) => queue.slice(0, 1));
      const notDone = await applyAll(host, heads, progress, stop);
      queues = queues
        .map((queue) => queue.slice(1))
        .filter(([next]) => next !== undefined && !notDone.has(next.account));
    }
  }
}

function actionsOf(plan: AccountPlan, { kind }: ResourceController, direction: Step['direction']): Action[] {
  return (plan.byResource.get(kind)?.actions ?? []).filter((each) => each.direction === direction);
}

/**
 * Applies one action of each account: what a tool does for many in one run, run
 * after run; the rest side by side. Their ends are journalled in one transaction.
 *
 * @returns the accounts whose action was not done
 */
async function applyAll(
  host: Host,
  actions: readonly Action[],
  progress: Progress,
  stop: AbortSignal,
): Promise<ReadonlySet<string>> {
  const notDone = new Set<string>();
  const failed = new Map<Action, string>();
  const done: Action[] = [];
  const take = async (group: readonly Action[], apply: () => Promise<ReadonlyMap<string, string>>) => {
    if (stop.aborted) {
      for (const { account, resource } of group) {
        progress.addFailure(account, { kind: 'waiting', resource, message: STOPPED });
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
  // Outside of the queue, so that a journal that fails ends the wave and not the daemon.
  if (!stop.aborted && actions.length > 0) progress.begin();
  const alone = new PQueue({ concurrency: SIDE_BY_SIDE });
  for (const [bulk, group] of Map.groupBy(actions, (action) => action.bulk ?? action)) {
    if ('applyAll' in bulk) await take(group, () => applyTogether(bulk, group, host));
    else void alone.add(() => take(group, () => applyAlone(bulk, host, stop)));
  }
  await alone.onIdle();
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

/** What goes wrong as a whole is tried by halves, so that it goes wrong for no more of them than it must. */
async function applyTogether(
  bulk: Bulk,
  actions: readonly Action[],
  host: Host,
): Promise<ReadonlyMap<string, string>> {
  const failures = new Map<string, string>();
  const { unwritten } = await bisectFailures(actions, async (some) => {
    for (const [account, message] of await bulk.applyAll(some, host)) failures.set(account, message);
    return some;
  });
  for (const [{ account }, message] of unwritten) failures.set(account, message);
  return failures;
}
