import { resourceController } from '../controller.ts';
import { desiredPool } from './desired.ts';
import { observePools } from './observe.ts';
import { planPool } from './plan.ts';

/** The PHP-FPM pool of an account, in the one version it asks for and in no other. */
export const phpFpmPool = resourceController({
  kind: 'php-fpm-pool',
  needs: ['linux-user', 'home'],
  desired: desiredPool,
  observe: observePools,
  plan: planPool,
});
