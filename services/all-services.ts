import { nginx } from './nginx/service.ts';
import type { Service } from './service.ts';
import { sshd } from './sshd/service.ts';

/** Every service of this host that accounts share, in the order in which they come up. */
export function allServices(): readonly Service[] {
  return [nginx, sshd];
}
