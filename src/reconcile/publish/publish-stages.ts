// All that a wave publishes, service by service; what a later service is to load is tested while others work.

import type { ResourceController } from '../../../controllers/controller.ts';
import type { Publication, Service } from '../../../services/service.ts';
import { type Publishing, publishStage } from './publish-stage.ts';
import { type Stage, stagesOf } from './stage-order.ts';

/** To be called once everything is there that does not go through a service: a checker may open it. */
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
    // Without anything to wait for meanwhile, testing ahead would only cost time.
    if (due.length > 0 && next !== undefined && next.service !== stage.service)
      candidates.testAhead(next.service, dueIn(next));
    await publishStage(publishing, stage.service, due);
  }

  function dueIn({ includes }: Stage): readonly Publication[] {
    return publications.filter(includes).filter(isDue);
  }

  /** Not while what it needs is not in force, and not to be taken away while another resource still uses it. */
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
