import { resourceController } from '../controller.ts';
import { desiredCron } from './desired.ts';
import { observeCron } from './observe.ts';
import { planCron } from './plan.ts';

/** Whether the account may use crontab(1), and whether cron runs the crontab it has. */
export const cronAccess = resourceController({
  kind: 'cron-access',
  needs: ['linux-user'],
  desired: desiredCron,
  observe: observeCron,
  plan: planCron,
});
