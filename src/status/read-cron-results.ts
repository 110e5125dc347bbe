import type { RootFileReader } from '../host/root-files.ts';
import { cronJobPaths } from '../model/cron-job-paths.ts';
import { type CronResult, parseCronResult } from '../model/cron-result.ts';

/** What the runner of an account's cron jobs has noted, by the name of the job. */
export async function readCronResults(
  files: RootFileReader,
  stateDir: string,
  username: string,
  jobs: readonly string[],
): Promise<ReadonlyMap<string, CronResult>> {
  const results = new Map<string, CronResult>();
  for (const job of jobs) {
    const found = await files.read(cronJobPaths(stateDir, username, job).last);
    const result = found.kind === 'file' ? parseCronResult(found.text) : undefined;
    if (result !== undefined) results.set(job, result);
  }
  return results;
}
