import type { FileChange } from '../../src/host/root-files.ts';
import { bulkAction } from '../bulk.ts';
import { type Action, blocked, IN_SYNC, type Plan, type ReconcileContext } from '../controller.ts';
import { compareFile, type FileComparison, fileItem, PRIVATE, PUBLIC } from '../generated-file.ts';
import type { DesiredCronJobs } from './desired.ts';
import type { ObservedCronJobs } from './observe.ts';
import { failedJob } from './trouble.ts';

const WHILE_TROUBLED_MS = [60_000];

export function planCronJobs(
  username: string,
  desired: DesiredCronJobs,
  observed: ObservedCronJobs,
  context: Pick<ReconcileContext, 'owns'>,
): Plan {
  const table = compareFile(desired.table, desired.tableText, PUBLIC, observed.table, context);
  const jobs = desired.jobs.map(({ paths, text }) =>
    compareFile(paths.run, text, PRIVATE, observed.files.get(paths.run) ?? { kind: 'absent' }, context),
  );
  const foreign = [table, ...jobs].find(({ kind }) => kind === 'foreign');
  if (foreign?.kind === 'foreign') return blocked('Conflict', foreign.message);

  // What a job is comes before the table that has it started.
  const up = [...jobs, ...(desired.tableText === null ? [] : [table])].flatMap((file) =>
    file.kind === 'differs' ? [writeFile(username, file, file === table)] : [],
  );
  const missing = whatHostLacks(desired, observed);
  const trouble = missing ?? failedJobs(desired, observed);
  return {
    ...IN_SYNC,
    actions: [...up, ...removal(username, desired, observed, table, context)],
    ...(trouble === undefined ? {} : { unavailable: trouble, recheckAfterMs: WHILE_TROUBLED_MS }),
    ...(missing === undefined ? {} : { isOfHost: true }),
  };
}

function whatHostLacks(desired: DesiredCronJobs, observed: ObservedCronJobs): string | undefined {
  if (desired.jobs.length === 0) return undefined;
  if (!observed.managed) {
    return 'systemd does not run here, and it runs the cron jobs; run this host with systemd';
  }
  return observed.installed ? undefined : 'cron is not installed; run: apt install cron';
}

function failedJobs(desired: DesiredCronJobs, observed: ObservedCronJobs): string | undefined {
  const failed = desired.jobs.flatMap((job) => {
    const result = observed.results.get(job.name);
    return result === undefined || result.result === 'success' ? [] : [failedJob(job, result)];
  });
  return failed.length === 0 ? undefined : failed.join('\n');
}

type Difference = Extract<FileComparison, { kind: 'differs' }>;

function writeFile(username: string, { change, before }: Difference, isTable: boolean): Action {
  return write(username, change.path, `${before === null ? 'write' : 'change'} ${change.path}`, change, {
    owns: [fileItem(change.path)],
    // A diff is shown to people, and what a job runs may hold a secret.
    ...(isTable
      ? { diff: { path: change.path, before, after: change.text } }
      : { found: 'other content', makes: () => [{ path: change.path, text: change.text ?? '' }] }),
  });
}

const write = bulkAction<FileChange>('cron-job', async (changes, host) => {
  await host.files.put([...changes.values()]);
  return new Map();
});

/** What no job asks for. The table goes first, so that cron starts nothing that is half gone. */
function removal(
  username: string,
  desired: DesiredCronJobs,
  observed: ObservedCronJobs,
  table: FileComparison,
  context: Pick<ReconcileContext, 'owns'>,
): Action[] {
  const kept = new Set(desired.jobs.flatMap(({ paths }) => Object.values(paths)));
  const files = [...observed.files].flatMap(([path, found]) => {
    if (kept.has(path)) return [];
    // What a runner noted has no header: the folder, and the name of the account's job, are ours alone.
    if (!path.endsWith('.run')) return [{ path, text: null, ...PRIVATE }];
    const difference = compareFile(path, null, PRIVATE, found, context);
    return difference.kind === 'differs' ? [difference.change] : [];
  });
  const isTableGone = desired.tableText === null && table.kind === 'differs';
  const changes = [...(isTableGone ? [table.change] : []), ...files];
  if (changes.length === 0) return [];
  const what = isTableGone ? desired.table : changes.map(({ path }) => path).join(' and ');
  return [
    remove(username, what, `remove ${what}`, changes, {
      direction: 'down',
      releases: changes.map(({ path }) => fileItem(path)),
      ...(isTableGone && table.kind === 'differs'
        ? { diff: { path: desired.table, before: table.before, after: null } }
        : {}),
    }),
  ];
}

const remove = bulkAction<readonly FileChange[]>('cron-job', async (removals, host) => {
  await host.files.put([...removals.values()].flat());
  return new Map();
});
