import { resourceController } from '../controller.ts';
import { desiredCronJobs } from './desired.ts';
import { observeCronJobs } from './observe.ts';
import { planCronJobs } from './plan.ts';

/** The jobs that an account's set lists: cron keeps the time, and each runs in the account's slice. */
export const cronJob = resourceController({
  kind: 'cron-job',
  needs: ['linux-user', 'home', 'user-slice'],
  desired: desiredCronJobs,
  observe: observeCronJobs,
  plan: planCronJobs,
});
