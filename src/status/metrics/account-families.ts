// What each account uses, by what the kernel counts for its slice, and what came of its cron jobs. Only accounts whose slice is
// there have samples, so that a host with thousands of accounts at rest has few.

import type { PhpUse } from '../../host/live-use.ts';
import type { SliceUse } from '../../host/slice-use.ts';
import type { CronResult } from '../../model/cron-result.ts';
import type { Family } from './exposition.ts';

export interface AccountUse {
  readonly username: string;
  readonly use: SliceUse;
  readonly php: PhpUse;
}

export interface JobResult {
  readonly username: string;
  readonly job: string;
  readonly result: CronResult;
}

type Measure = (account: AccountUse) => number | null;

const MEASURES: readonly (readonly [string, Family['type'], string, Measure])[] = [
  ['cpu_seconds_total', 'counter', 'CPU time of all its processes.', ({ use }) => use.cpuSeconds],
  [
    'cpu_throttled_seconds_total',
    'counter',
    'How long its limit of CPU time held it up.',
    ({ use }) => use.cpuThrottledSeconds,
  ],
  [
    'memory_bytes',
    'gauge',
    'Memory of all its processes, and of what they read.',
    ({ use }) => use.memoryBytes,
  ],
  ['memory_peak_bytes', 'gauge', 'The most memory that it has used.', ({ use }) => use.memoryPeakBytes],
  [
    'oom_kills_total',
    'counter',
    'Processes that the kernel ended because it had no memory left.',
    ({ use }) => use.oomKills,
  ],
  ['tasks', 'gauge', 'Its processes and threads.', ({ use }) => use.tasks],
  [
    'tasks_refused_total',
    'counter',
    'Processes that could not be started because it had too many.',
    ({ use }) => use.tasksRefused,
  ],
  ['read_bytes_total', 'counter', 'Bytes that it has read from disks.', ({ use }) => use.readBytes],
  ['written_bytes_total', 'counter', 'Bytes that it has written to disks.', ({ use }) => use.writtenBytes],
  ['php_awake', 'gauge', '1 while its PHP is awake, 0 while it sleeps.', ({ php }) => (php.awake ? 1 : 0)],
  ['php_workers', 'gauge', 'Processes of its PHP for requests.', ({ php }) => php.workers],
  ['php_busy', 'gauge', 'Requests that its PHP answers.', ({ php }) => php.busy],
  ['php_queue', 'gauge', 'Requests that wait for a process of its PHP.', ({ php }) => php.queue],
  [
    'php_slow',
    'gauge',
    'Requests that its PHP has answered for more than ten seconds.',
    ({ php }) => php.slow,
  ],
];

export function accountFamilies(accounts: readonly AccountUse[], jobs: readonly JobResult[]): Family[] {
  return [
    ...MEASURES.map(([name, type, help, measure]) => ({
      name: `jopanel_account_${name}`,
      help,
      type,
      samples: accounts.flatMap((account) => {
        const value = measure(account);
        return value === null ? [] : [{ labels: { account: account.username }, value }];
      }),
    })),
    jobFamily('success', '1 when the last run of the cron job succeeded.', jobs, ({ result }) =>
      result === 'success' ? 1 : 0,
    ),
    jobFamily('timestamp_seconds', 'When the cron job last began.', jobs, ({ began }) => began),
    jobFamily(
      'duration_seconds',
      'How long the last run of the cron job took.',
      jobs,
      ({ seconds }) => seconds,
    ),
  ];
}

function jobFamily(
  name: string,
  help: string,
  jobs: readonly JobResult[],
  measure: (result: CronResult) => number,
): Family {
  return {
    name: `jopanel_cron_job_last_${name}`,
    help,
    type: 'gauge',
    samples: jobs.map(({ username, job, result }) => ({
      labels: { account: username, job },
      value: measure(result),
    })),
  };
}
