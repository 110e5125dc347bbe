import { resourceController } from '../controller.ts';
import { desiredUser } from './desired.ts';
import { observeUsers } from './observe.ts';
import { planUser } from './plan.ts';

/** The Linux user and group behind an account: made, adopted when equal, kept, locked while suspended. */
export const linuxUser = resourceController({
  kind: 'linux-user',
  needs: [],
  desired: desiredUser,
  observe: observeUsers,
  plan: planUser,
});
