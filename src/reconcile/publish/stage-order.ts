// In which order the services take what a wave brings.

import type { Publication, Step } from '../../../controllers/controller.ts';
import type { ServiceName } from '../../host/services.ts';
import type { LiveFiles } from './live-files.ts';

export interface Stage {
  readonly service: ServiceName;
  readonly takes: (publication: Publication) => boolean;
}

/**
 * PHP goes up before nginx points at it and comes down after nginx has let go of
 * it; sshd is last. The first round also finds what the services are owed.
 */
export function stagesOf(publications: readonly Publication[], live: LiveFiles): Stage[] {
  const services = new Set([...live.services, ...publications.map(({ service }) => service)]);
  const fpm = [...services].filter(isFpm).sort();
  const isNeeded = ({ takes }: Stage) => publications.some(takes);
  const stages = (round: 1 | 2): Stage[] => {
    const some = (service: ServiceName, direction?: Step['direction']): Stage => ({
      service,
      takes: (each) =>
        each.service === service &&
        (each.round ?? 1) === round &&
        (direction === undefined || each.direction === direction),
    });
    const up = [...fpm.map((service) => some(service, 'up')), some('nginx')];
    const down = fpm.map((service) => some(service, 'down'));
    return [...(round === 1 ? up : up.filter(isNeeded)), ...down.filter(isNeeded)];
  };
  return [...stages(1), ...stages(2), { service: 'sshd', takes: ({ service }) => service === 'sshd' }];
}

export function isFpm(service: ServiceName): boolean {
  return service.startsWith('php-fpm@');
}
