import type { HostReader } from '../../host/host.ts';
import { cronJobFolder } from '../../model/cron-job-paths.ts';
import { parseCronResult } from '../../model/cron-result.ts';
import type { StatusContext } from '../context.ts';
import { type AccountUse, accountFamilies, type JobResult } from './account-families.ts';
import type { Family } from './exposition.ts';

const LAST = /^([a-z][a-z0-9]+)-([a-z0-9-]+)\.last$/;

/** Reads the use of all accounts whose slices are there, and the notes of all cron jobs. */
export async function sampleAccounts(
  { journal, slices }: Pick<StatusContext, 'journal' | 'slices'>,
  files: HostReader['files'],
  stateDir: string,
): Promise<Family[]> {
  const found = await slices.all();
  const accounts: AccountUse[] = [];
  for (const { username, uid } of found.size === 0 ? [] : journal.accounts()) {
    const use = uid === null ? undefined : found.get(uid);
    if (use !== undefined && uid !== null) {
      accounts.push({ username, use, php: await slices.php(username, uid) });
    }
  }
  return accountFamilies(accounts, await jobResults(files, stateDir));
}

async function jobResults(files: HostReader['files'], stateDir: string): Promise<JobResult[]> {
  const folder = cronJobFolder(stateDir);
  const results: JobResult[] = [];
  for (const name of await files.list(folder)) {
    const [, username, job] = LAST.exec(name) ?? [];
    if (username === undefined || job === undefined) continue;
    const found = await files.read(`${folder}/${name}`);
    const result = found.kind === 'file' ? parseCronResult(found.text) : undefined;
    if (result !== undefined) results.push({ username, job, result });
  }
  return results;
}
