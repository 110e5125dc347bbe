// All that a wave publishes, service by service; while one service loads, the files of the next are tested.

import type { ResourceController } from '../../../controllers/controller.ts';
import type { Publication, Service } from '../../../services/service.ts';
import { publishStage, type StageContext } from './publish-stage.ts';
import { type Stage, stagesOf } from './stage-order.ts';

/** To be called once all actions that go up are done: a checker may open what they make, such as log folders. */
export async function publishStages(
  publishing: StageContext,
  controllers: readonly ResourceController[],
  services: readonly Service[],
): Promise<void> {
  const { plans, progress, candidates } = publishing;
  const publications = controllers.flatMap(({ kind }) =>
    [...plans.values()].flatMap((plan) => plan.byResource.get(kind)?.publications ?? []),
  );
  const stages = stagesOf(services, publications);
  for (const [index, stage] of stages.entries()) {
    const due = dueIn(stage);
    const next = stages[index + 1];
    // Where this stage publishes nothing there is nothing to wait for, and testing ahead gains nothing.
    if (due.length > 0 && next !== undefined && next.service !== stage.service)
      candidates.testAhead(next.service, dueIn(next));
    await publishStage(publishing, stage.service, due);
  }

  function dueIn({ includes }: Stage): readonly Publication[] {
    return publications.filter(includes).filter(isDue);
  }

  /** A publication is due once what it needs is in force; a removal, once no other resource uses it. */
  function isDue(each: Publication): boolean {
    const controller = controllerOf(controllers, each);
    if (!progress.isReady(each.account, controller)) return false;
    return each.direction === 'up' || progress.isNoLongerUsed(each.account, controller, controllers);
  }
}

function controllerOf(controllers: readonly ResourceController[], { resource }: Publication) {
  const controller = controllers.find(({ kind }) => kind === resource);
  if (controller === undefined) throw new TypeError(`no controller of the kind ${resource}`);
  return controller;
}
