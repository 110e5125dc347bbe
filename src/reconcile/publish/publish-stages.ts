// All that a wave publishes, service by service; what a later service is to load is tested while others work.

import type { Publication, ResourceController } from '../../../controllers/controller.ts';
import { isOwed } from './publish.ts';
import { type Publishing, publishStage } from './publish-stage.ts';
import { isFpm, type Stage, stagesOf } from './stage-order.ts';

export interface PublishStages {
  /** To be called once there are users: the checker of PHP-FPM looks these up, and nothing else that comes after. */
  testFirst(): void;
  /** To be called once all else is there: the checker of nginx opens logs. */
  publish(): Promise<void>;
}

export function publishStages(
  publishing: Publishing,
  controllers: readonly ResourceController[],
): PublishStages {
  const { host, plans, progress, live, journal, verdicts } = publishing;
  const publications = controllers.flatMap(({ kind }) =>
    [...plans.values()].flatMap((plan) => plan.byResource.get(kind)?.publications ?? []),
  );
  const stages = stagesOf(publications, live);
  const tested = new Set<Stage>();

  function isDue(each: Publication): boolean {
    const controller = controllerOf(controllers, each);
    if (!progress.isClear(each.account, controller)) return false;
    const takesAway = each.direction === 'down' || each.round === 2;
    return !takesAway || progress.isLetGo(each.account, controller, controllers);
  }

  function dueIn({ takes }: Stage): readonly Publication[] {
    return publications.filter(takes).filter(isDue);
  }

  function testAhead(stage: Stage): void {
    if (tested.has(stage)) return;
    tested.add(stage);
    verdicts.ahead(stage.service, dueIn(stage));
  }

  return {
    testFirst() {
      const others = stages.findIndex(({ service }) => !isFpm(service));
      for (const stage of stages.slice(0, others)) testAhead(stage);
    },

    async publish() {
      // Two PHP-FPMs cannot hold one socket: what one has let go of in its files it must let go of in fact first.
      for (const service of live.services.filter(isFpm)) {
        const isInTheWay = publications.some((each) => isFpm(each.service) && each.service !== service);
        if (!isInTheWay) continue;
        await live.noteMissing(service, host);
        if (isOwed(service, live, journal)) await publishStage(publishing, service, []);
      }
      for (const [index, stage] of stages.entries()) {
        const due = dueIn(stage);
        const next = stages[index + 1];
        // While there is nothing to wait for it would only cost time.
        if (due.length > 0 && next !== undefined && next.service !== stage.service) testAhead(next);
        await publishStage(publishing, stage.service, due);
      }
    },
  };
}

function controllerOf(controllers: readonly ResourceController[], { resource }: Publication) {
  const controller = controllers.find(({ kind }) => kind === resource);
  if (controller === undefined) throw new TypeError(`no controller of the kind ${resource}`);
  return controller;
}
