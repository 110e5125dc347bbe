import { resourceController } from '../controller.ts';
import { desiredHome } from './desired.ts';
import { observeHomes } from './observe.ts';
import { planHome } from './plan.ts';

/** The home folder, who owns it, who may pass through it, and the folders its sites need. */
export const home = resourceController({
  kind: 'home',
  needs: ['linux-user'],
  isLongRunning: true,
  desired: desiredHome,
  observe: observeHomes,
  plan: planHome,
});
