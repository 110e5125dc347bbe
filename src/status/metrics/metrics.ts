// All metrics of /metrics.

import { CONDITION_REASONS } from '../../model/status/condition.ts';
import { PHASES } from '../../model/status/phase.ts';
import { mirrorLag } from '../answers/mirror-answer.ts';
import type { StatusContext } from '../context.ts';
import { exposition, type Family } from './exposition.ts';
import type { JournalCounts } from './journal-counts.ts';

type MetricsContext = Pick<StatusContext, 'version' | 'journal' | 'snapshot' | 'now'>;

interface MetricsOptions {
  readonly context: MetricsContext;
  readonly counts: JournalCounts;
  readonly timings: readonly Family[];
  readonly accounts: readonly Family[];
  readonly subscribers: number;
}

export function writeMetrics({ context, counts, timings, accounts, subscribers }: MetricsOptions): string {
  return exposition([
    ...stateFamilies(context),
    ...mirrorFamilies(context),
    gauge('jopanel_followers', 'Clients that follow the events.', subscribers),
    ...counts.families(),
    ...timings,
    ...accounts,
    ...processFamilies(context),
  ]);
}

function stateFamilies({ journal, snapshot }: MetricsContext): Family[] {
  const { queue, watch, lastSweepAt, readyAt } = snapshot();
  const byPhase = journal.countByPhase();
  const degraded = journal.countDegraded();
  const depth = { dirty: queue.dirty, processing: queue.processing, waiting: queue.waiting };
  return [
    {
      name: 'jopanel_accounts',
      help: 'Accounts, by phase.',
      type: 'gauge',
      samples: PHASES.map((phase) => ({ labels: { phase }, value: byPhase.get(phase) ?? 0 })),
    },
    {
      name: 'jopanel_accounts_degraded',
      help: 'Accounts that are applied, and of which something does not work, by the reason.',
      type: 'gauge',
      samples: CONDITION_REASONS.Degraded.map((reason) => ({
        labels: { reason },
        value: degraded.get(reason) ?? 0,
      })),
    },
    {
      name: 'jopanel_queue_depth',
      help: 'Accounts in the queue, by state; waiting ones failed and are tried again.',
      type: 'gauge',
      samples: Object.entries(depth).map(([state, list]) => ({ labels: { state }, value: list.length })),
    },
    gauge(
      'jopanel_queue_oldest_age_seconds',
      'Age of the account that has waited longest to be looked at.',
      queue.oldestAge / 1000,
    ),
    {
      name: 'jopanel_service_reload_owed',
      help: '1 while the files of a service are not those that it last loaded.',
      type: 'gauge',
      samples: journal.services().map(({ service, desired, loaded }) => ({
        labels: { service },
        value: desired === loaded ? 0 : 1,
      })),
    },
    gauge('jopanel_guards_held', 'Guards that hold something back.', journal.heldGuards().length),
    gauge('jopanel_contests', 'Things that another hand keeps changing.', journal.contests().length),
    gauge('jopanel_quarantines', 'Revisions that a service refused.', journal.quarantines().length),
    gauge('jopanel_ready', '1 once the first pass over all accounts is done.', readyAt === null ? 0 : 1),
    gauge('jopanel_watch_up', '1 while the users folder is watched.', watch.watching ? 1 : 0),
    counter('jopanel_watch_hints_total', 'Hints that came from the watcher.', watch.hints),
    counter('jopanel_watch_lost_total', 'How often hints may have been lost.', watch.lost),
    ...time('jopanel_watch_last_hint_timestamp_seconds', 'When the last hint came.', watch.lastHintAt),
    ...time('jopanel_last_sweep_timestamp_seconds', 'When all sets were last compared.', lastSweepAt),
    gauge('jopanel_journal_seq', 'Number of the newest journal entry.', journal.head().seq),
  ];
}

/** No families when the settings name no MariaDB. */
function mirrorFamilies({ journal, snapshot, now }: MetricsContext): Family[] {
  const { mirror } = snapshot();
  if (mirror === null) return [];
  const lag = mirrorLag(journal, mirror, now());
  return [
    gauge('jopanel_mirror_up', '1 while MariaDB is written.', mirror.state === 'down' ? 0 : 1),
    gauge('jopanel_mirror_cursor', 'Number of the newest journal entry in MariaDB.', mirror.auditThrough),
    gauge('jopanel_mirror_lag_events', 'Journal entries that are not in MariaDB yet.', lag.events),
    gauge('jopanel_mirror_lag_seconds', 'Age of the oldest entry that is not in MariaDB yet.', lag.seconds),
    counter('jopanel_mirror_failures_total', 'Tries to write to MariaDB that failed.', mirror.failures),
  ];
}

function processFamilies({ version, snapshot }: MetricsContext): Family[] {
  const { user, system } = process.cpuUsage();
  return [
    {
      name: 'jopanel_build_info',
      help: 'Which jopanel this is.',
      type: 'gauge',
      samples: [{ labels: { version, node: process.version }, value: 1 }],
    },
    ...time('process_start_time_seconds', 'When the daemon started.', snapshot().startedAt),
    gauge('process_resident_memory_bytes', 'Resident memory of the daemon.', process.memoryUsage.rss()),
    counter('process_cpu_seconds_total', 'CPU time of the daemon.', (user + system) / 1e6),
  ];
}

function gauge(name: string, help: string, value: number): Family {
  return { name, help, type: 'gauge', samples: [{ value }] };
}

function counter(name: string, help: string, value: number): Family {
  return { name, help, type: 'counter', samples: [{ value }] };
}

/** Left out when there is no value, because 0 would mean 1970. */
function time(name: string, help: string, epochMs: number | null): Family[] {
  return epochMs === null ? [] : [gauge(name, help, epochMs / 1000)];
}
