import { resourceController } from '../controller.ts';
import { desiredPhp } from './desired.ts';
import { observePhp } from './observe.ts';
import { planPhp } from './plan.ts';

/** The PHP of an account: an order to the activator, which runs a PHP-FPM for the account alone. */
export const phpFpmPool = resourceController({
  kind: 'php-fpm-pool',
  needs: ['linux-user', 'home'],
  desired: desiredPhp,
  observe: observePhp,
  plan: planPhp,
});
