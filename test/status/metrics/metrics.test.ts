// Prometheus text: names, buckets, labels, and what the journal says happened.
import { expect, test } from 'vitest';
import { accountFamilies } from '../../../src/status/metrics/account-families.ts';
import { exposition } from '../../../src/status/metrics/exposition.ts';
import { Histogram } from '../../../src/status/metrics/histogram.ts';
import { JournalCounts } from '../../../src/status/metrics/journal-counts.ts';
import { observed, openMemory, tickingClock } from '../../journal/sample.ts';
import { UNCOUNTED } from '../../sim/uncounted.ts';

test('buckets count everything below their bound', () => {
  const histogram = new Histogram({
    name: 'took_seconds',
    help: 'How long.',
    buckets: [0.1, 1],
    label: 'what',
  });
  for (const seconds of [0.05, 0.5, 0.7, 20]) histogram.observe(seconds, 'a "b"');
  expect(exposition([histogram.family()])).toBe(`# HELP took_seconds How long.
# TYPE took_seconds histogram
took_seconds_bucket{what="a \\"b\\"",le="0.1"} 1
took_seconds_bucket{what="a \\"b\\"",le="1"} 3
took_seconds_bucket{what="a \\"b\\"",le="+Inf"} 4
took_seconds_sum{what="a \\"b\\""} 21.25
took_seconds_count{what="a \\"b\\""} 4
`);
});

test('an edit is timed from the last write to its files until its revision is in force', () => {
  const journal = openMemory(tickingClock(1_000_000));
  journal.append([observed('early')]);
  const counts = new JournalCounts(journal, journal.head().seq);
  const set = observed('joko');
  journal.append([{ ...set, data: { ...set.data, changed_at: 1_000_000 } }]);
  journal.append([
    { kind: 'revision.applied', account: 'joko', data: { wave: 'w', revision: set.data.revision } },
    { kind: 'service.loaded', account: null, data: { service: 'nginx', digest: 'd' } },
  ]);
  const text = exposition(counts.families());
  expect(text).toContain('jopanel_edit_to_applied_seconds_count 1\n');
  expect(text).toMatch(/jopanel_edit_to_applied_seconds_sum [34]\n/);
  expect(text).toContain('jopanel_service_reloads_total{service="nginx"} 1\n');
  expect(exposition(counts.families())).toBe(text);
});

test('an account has a sample of what the kernel counts for it, and none of what it does not', () => {
  const use = { ...UNCOUNTED, cpuSeconds: 2.5, oomKills: 1 };
  const result = { began: 1_700_000_000, seconds: 3, result: 'exit-code', status: 1, output: 'secret' };
  const text = exposition(
    accountFamilies(
      [{ username: 'joko', use, php: { awake: true, workers: 2, busy: 1, queue: 3, slow: null } }],
      [{ username: 'joko', job: 'backup', result }],
    ),
  );
  expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
    'jopanel_account_cpu_seconds_total{account="joko"} 2.5',
    'jopanel_account_oom_kills_total{account="joko"} 1',
    'jopanel_account_php_awake{account="joko"} 1',
    'jopanel_account_php_workers{account="joko"} 2',
    'jopanel_account_php_busy{account="joko"} 1',
    'jopanel_account_php_queue{account="joko"} 3',
    'jopanel_cron_job_last_success{account="joko",job="backup"} 0',
    'jopanel_cron_job_last_timestamp_seconds{account="joko",job="backup"} 1700000000',
    'jopanel_cron_job_last_duration_seconds{account="joko",job="backup"} 3',
  ]);
});
