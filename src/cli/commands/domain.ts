import type { CommandGroup } from '../command-line/command.ts';
import { addDomain, removeDomain } from './domain/change.ts';
import { listDomains } from './domain/list.ts';
import { moveDomain } from './domain/move.ts';

export const domain: CommandGroup = {
  name: 'domain',
  summary: 'add, remove, move and list the domains of an account',
  description: `Each change is one step: checked as a whole and written at once, as "jopanel user set" does. To give the
primary domain another name: jopanel user rename-domain.`,
  commands: [addDomain, removeDomain, moveDomain, listDomains],
};
