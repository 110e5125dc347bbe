// What an account uses beside its limits.

import type { StatsAnswer } from '../../status/routes/stats.ts';
import { type TableOptions, table } from '../terminal/table.ts';

interface Row {
  readonly what: string;
  readonly used: string;
  readonly limit: string;
  readonly note: string;
}

export function useTable(stats: StatsAnswer, options: TableOptions): string {
  const { disk, bandwidth, memory, processes, cpu, io, php, cron_jobs: cron } = stats;
  const failed = cron.jobs
    .filter(({ last }) => last !== null && last.result !== 'success')
    .map(({ name }) => name);
  const rows: Row[] = [
    row('disk', known(disk.used_mb, 'MB'), known(disk.limit_mb, 'MB'), disk.note),
    row('traffic', known(bandwidth.used_mb, 'MB'), known(bandwidth.limit_mb, 'MB'), `in ${bandwidth.month}`),
    row(
      'memory',
      known(memory.used_mb, 'MB'),
      known(memory.limit_mb, 'MB'),
      noted(['peak', memory.peak_mb, 'MB'], ['ended by the kernel', memory.oom_kills, '']),
    ),
    row(
      'processes',
      String(processes.used),
      known(processes.limit, ''),
      noted(['with threads', processes.tasks, '']),
    ),
    row(
      'CPU time',
      known(cpu.used_seconds, 's'),
      known(cpu.limit_percent, '%'),
      noted(['held up for', cpu.throttled_seconds, 's']),
    ),
    row(
      'disk traffic',
      noted(['read', io.read_mb, 'MB'], ['written', io.written_mb, 'MB']) || '-',
      known(io.limit_mb_s, 'MB/s'),
      '',
    ),
    row('PHP', php.awake ? `${php.workers} processes` : 'asleep', '-', php.enabled ? requestsOf(php) : 'off'),
    row(
      'cron jobs',
      String(cron.used),
      known(cron.limit, ''),
      failed.length === 0 ? '' : `failed last: ${failed.join(', ')}`,
    ),
  ];
  return table(
    rows,
    [
      { title: 'USE', text: ({ what }) => what },
      { title: 'NOW', text: ({ used }) => used },
      { title: 'LIMIT', text: ({ limit }) => limit },
      { title: 'NOTE', text: ({ note }) => note },
    ],
    options,
  );
}

function requestsOf({ awake, busy, queue, slow }: StatsAnswer['php']): string {
  return awake ? noted(['at work', busy, ''], ['waiting', queue, ''], ['longer than 10 s', slow, '']) : '';
}

function row(what: string, used: string, limit: string, note: string): Row {
  return { what, used, limit, note };
}

/** A limit that is null is none; a use that is null is not counted by this host. */
function known(value: number | null, unit: string): string {
  return value === null ? '-' : `${Math.round(value * 10) / 10}${unit === '' ? '' : ` ${unit}`}`;
}

function noted(...notes: readonly (readonly [string, number | null, string])[]): string {
  return notes
    .flatMap(([word, value, unit]) => (value === null ? [] : [`${word} ${known(value, unit)}`]))
    .join(', ');
}
