// Publishes what a wave has to publish, service by service. While one service reloads, the candidate of the next is tested.

import type { ResourceController } from '../../../controllers/controller.ts';
import type { Publication, Service } from '../../../services/service.ts';
import { type Publishing, publishStage } from './publish-stage.ts';
import { type Stage, stagesOf } from './stage-order.ts';

/** Must run after all actions that go up: a checker may open what these make, such as log folders. */
export async function publishStages(
  publishing: Publishing,
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
    // Testing ahead uses the time in which this stage waits for its reload; a stage with nothing due rarely has one.
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
