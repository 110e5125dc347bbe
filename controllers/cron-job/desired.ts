import { renderCronJob, renderCronTable } from '../../renderers/cron-job.ts';
import { listedUser } from '../../renderers/encode-user-list.ts';
import {
  type CronJobPaths,
  cronJobFolder,
  cronJobPaths,
  cronJobUnit,
} from '../../src/model/cron-job-paths.ts';
import type { Target } from '../../src/model/target.ts';
import type { ReconcileContext } from '../controller.ts';

export interface DesiredCronJob {
  readonly name: string;
  readonly unit: string;
  readonly paths: CronJobPaths;
  readonly text: string;
}

export interface DesiredCronJobs {
  readonly table: string;
  /** Null when cron is to start nothing. */
  readonly tableText: string | null;
  /** Where the files of all accounts' jobs lie. */
  readonly folder: string;
  readonly jobs: readonly DesiredCronJob[];
}

export function desiredCronJobs(
  { account, lifecycle }: Target,
  { stateDir }: Pick<ReconcileContext, 'stateDir'>,
): DesiredCronJobs {
  const { enabled, jobs = [] } = account.services.cron;
  const isOn = lifecycle === 'active' && enabled;
  const due = isOn ? jobs.filter(({ status }) => status === 'running') : [];
  return {
    table: `/etc/cron.d/jopanel-${listedUser(account.username)}`,
    tableText: due.length === 0 ? null : renderCronTable(account.username, due, stateDir),
    folder: cronJobFolder(stateDir),
    jobs: due.map((job) => ({
      name: job.name,
      unit: `${cronJobUnit(account.username, job.name)}.service`,
      paths: cronJobPaths(stateDir, account.username, job.name),
      text: renderCronJob(account, job),
    })),
  };
}
