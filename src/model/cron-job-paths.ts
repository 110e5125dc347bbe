// Where a cron job is kept, between jopaneld, which says what it is, and bin/jopanel-cron, which runs it.

export interface CronJobPaths {
  /** The command that starts the job, one word a line below a comment. */
  readonly run: string;
  /** What came of it the last time; `parseCronResult` reads it. */
  readonly last: string;
  /** Locked while the job runs. */
  readonly lock: string;
}

/** @param stateDir such as `/var/lib/jopanel` */
export function cronJobFolder(stateDir: string): string {
  return `${stateDir}/cron`;
}

/** Both names are made of letters, digits and dashes, and the first has no dash. */
export function cronJobPaths(stateDir: string, username: string, job: string): CronJobPaths {
  const base = cronJobBase(stateDir, username, job);
  return { run: `${base}.run`, last: `${base}.last`, lock: `${base}.lock` };
}

/** What the runner of jobs is given: the paths of a job without their endings. */
export function cronJobBase(stateDir: string, username: string, job: string): string {
  return `${cronJobFolder(stateDir)}/${username}-${job}`;
}

/** The name of a job's unit, without its suffix. */
export function cronJobUnit(username: string, job: string): string {
  return `jopanel-cron-${username}-${job}`;
}
