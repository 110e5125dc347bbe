import { nginx } from './nginx/service.ts';
import type { Service } from './service.ts';
import { sshd } from './sshd/service.ts';

/** Every service that accounts share, in the order in which they come up. */
export const allServices: readonly Service[] = [nginx, sshd];
