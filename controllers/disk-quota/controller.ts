import { resourceController } from '../controller.ts';
import { desiredQuota } from './desired.ts';
import { observeQuotas } from './observe.ts';
import { planQuota } from './plan.ts';

/** How much the account may keep on the file system of its home. */
export const diskQuota = resourceController({
  kind: 'disk-quota',
  needs: ['linux-user'],
  desired: desiredQuota,
  observe: observeQuotas,
  plan: planQuota,
});
