import { resourceController } from '../controller.ts';
import { desiredVhost } from './desired.ts';
import { vhostInputs } from './inputs.ts';
import { observeVhosts } from './observe.ts';
import { planVhost } from './plan.ts';

/** The account's server blocks, and the folder its logs are written to. */
export const nginxVhost = resourceController({
  kind: 'nginx-vhost',
  needs: ['linux-user', 'home', 'php-fpm-pool'],
  desired: desiredVhost,
  observe: observeVhosts,
  plan: planVhost,
  inputs: vhostInputs,
});
