// In which order the services publish what a wave has for them.

import type { Publication, Service } from '../../../services/service.ts';
import type { Step } from '../../model/step.ts';

/** What one service publishes at once: it is tested as a whole and loaded by one reload. */
export interface Stage {
  readonly service: Service;
  readonly includes: (publication: Publication) => boolean;
}

/**
 * The services come up in their order. A service that others build upon takes
 * nothing away until these have let go of it: its removals are a stage of their
 * own, after the others. Every service has a stage, which also makes a reload
 * that is pending.
 */
export function stagesOf(services: readonly Service[], publications: readonly Publication[]): Stage[] {
  const stage = (service: Service, direction?: Step['direction']): Stage => ({
    service,
    includes: (each) =>
      each.service === service.name && (direction === undefined || each.direction === direction),
  });
  const isUsed = ({ name }: Service) => services.some(({ comesUpAfter }) => comesUpAfter.includes(name));
  const up = services.map((service) => stage(service, isUsed(service) ? 'up' : undefined));
  const down = services.filter(isUsed).map((service) => stage(service, 'down'));
  return [...up, ...down.toReversed().filter(({ includes }) => publications.some(includes))];
}
