import { resourceController } from '../controller.ts';
import { desiredApps } from './desired.ts';
import { observeApps } from './observe.ts';
import { planApps } from './plan.ts';

/** The Node apps of the account: a unit exists exactly when its app is to run. */
export const nodeApp = resourceController({
  kind: 'node-app',
  needs: ['linux-user', 'home', 'user-slice'],
  desired: desiredApps,
  observe: observeApps,
  plan: planApps,
});
