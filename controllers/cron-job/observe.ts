import type { HostReader } from '../../src/host/host.ts';
import type { FoundFile } from '../../src/host/root-files.ts';
import { type CronResult, parseCronResult } from '../../src/model/cron-result.ts';
import type { Observe } from '../controller.ts';
import { readAll } from '../generated-file.ts';
import type { DesiredCronJobs } from './desired.ts';

const JOB_FILE = /^([a-z][a-z0-9]+)-[a-z0-9-]+\.(?:run|last|lock)$/;

export interface ObservedCronJobs {
  /** False where no cron keeps the time. */
  readonly installed: boolean;
  /** False where systemd does not run. */
  readonly managed: boolean;
  readonly table: FoundFile;
  /** By path: every file of a job of the account. */
  readonly files: ReadonlyMap<string, FoundFile>;
  /** By the name of a job that has run. */
  readonly results: ReadonlyMap<string, CronResult>;
}

export async function observeCronJobs(
  host: HostReader,
  wanted: ReadonlyMap<string, DesiredCronJobs>,
): Promise<Observe<ObservedCronJobs>> {
  const [first] = wanted.values();
  const there = first === undefined ? new Map() : await jobFiles(host, first.folder);
  const installed = await host.cronTables.installed();
  const found = await readAll(
    host,
    [...wanted].flatMap(([username, { table, jobs }]) => [
      table,
      ...(there.get(username) ?? []),
      ...jobs.flatMap(({ paths }) => [paths.run, paths.last]),
    ]),
  );
  return (username) => {
    const desired = wanted.get(username);
    const paths = [...(there.get(username) ?? []), ...(desired?.jobs ?? []).map((job) => job.paths.run)];
    return {
      installed,
      managed: host.units.managed,
      table: found.get(desired?.table ?? '') ?? { kind: 'absent' },
      files: new Map(paths.map((path) => [path, found.get(path) ?? { kind: 'absent' }])),
      results: new Map((desired?.jobs ?? []).flatMap((job) => resultOf(job.name, found.get(job.paths.last)))),
    };
  };
}

function resultOf(name: string, found: FoundFile | undefined): [string, CronResult][] {
  const result = found?.kind === 'file' ? parseCronResult(found.text) : undefined;
  return result === undefined ? [] : [[name, result]];
}

/** The files of all jobs by account; the folder is read once for all accounts. */
async function jobFiles(host: HostReader, folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = await host.files.list(folder);
  const byAccount = Map.groupBy(names, (name) => JOB_FILE.exec(name)?.[1]);
  const found = new Map<string, readonly string[]>();
  for (const [username, files] of byAccount) {
    if (username !== undefined)
      found.set(
        username,
        files.map((name) => `${folder}/${name}`),
      );
  }
  return found;
}
