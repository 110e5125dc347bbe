import type { MachineFacts } from '../src/host/machine-facts.ts';
import { nginx } from './nginx/service.ts';
import { phpFpm } from './php-fpm/service.ts';
import type { Service } from './service.ts';
import { sshd } from './sshd/service.ts';

/** Every service of this host that accounts share, in the order in which they come up. */
export function allServices({ phpVersions }: Pick<MachineFacts, 'phpVersions'>): readonly Service[] {
  return [...phpVersions.map(phpFpm), nginx, sshd];
}
