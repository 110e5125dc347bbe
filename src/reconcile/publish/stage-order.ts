// In which order the services take what a wave publishes.

import type { Publication, Service } from '../../../services/service.ts';
import type { Step } from '../../model/step.ts';

/** What one service takes at once: it is tested as a whole and loaded by one reload. */
export interface Stage {
  readonly service: Service;
  readonly takes: (publication: Publication) => boolean;
}

/**
 * In each of the two rounds the services come up in their order. A service that
 * others build upon takes nothing away until these have let go of it: its
 * removals are a stage of their own, after the others. The first round has a
 * stage for every service, which also pays a reload that is owed.
 */
export function stagesOf(services: readonly Service[], publications: readonly Publication[]): Stage[] {
  return ([1, 2] as const).flatMap((round) => {
    const stage = (service: Service, direction?: Step['direction']): Stage => ({
      service,
      takes: (each) =>
        each.service === service.name &&
        each.round === round &&
        (direction === undefined || each.direction === direction),
    });
    const isUsed = ({ kind }: Service) => services.some(({ comesUpAfter }) => comesUpAfter.includes(kind));
    const isNeeded = ({ takes }: Stage) => publications.some(takes);
    const up = services.map((service) => stage(service, isUsed(service) ? 'up' : undefined));
    const down = services.filter(isUsed).map((service) => stage(service, 'down'));
    return [...(round === 1 ? up : up.filter(isNeeded)), ...down.toReversed().filter(isNeeded)];
  });
}
