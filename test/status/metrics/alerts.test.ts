// Each example alert fires for what it is about, and none on a calm host; by Prometheus' own promtool, as
// `sandbox/setup day` gets it.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const PROMTOOL = join(ROOT, 'node_modules/.cache/promtool/usr/bin/promtool');
const RULES = join(ROOT, 'docs/monitoring/alerts.yml');
const HOST = 'instance="h",job="jopanel"';

/** Series with their values each minute, for as long as any alert waits. */
const CALM: Readonly<Record<string, string>> = {
  [`up{${HOST}}`]: '1x180',
  ...Object.fromEntries(
    ['applied', 'failed', 'quarantined', 'invalid', 'pending', 'held'].map((phase) => [
      `jopanel_accounts{${HOST},phase="${phase}"}`,
      phase === 'applied' ? '5x180' : '0x180',
    ]),
  ),
  ...Object.fromEntries(
    ['ResourceUnavailable', 'DiskQuotaReached', 'TrafficQuotaReached'].map((reason) => [
      `jopanel_accounts_degraded{${HOST},reason="${reason}"}`,
      '0x180',
    ]),
  ),
  [`jopanel_certificate_expiry_seconds{${HOST},account="a",site="a.example"}`]: '5000000x180',
  [`jopanel_guards_held{${HOST}}`]: '0x180',
  [`jopanel_contests{${HOST}}`]: '0x180',
  [`jopanel_accounts_most{${HOST},limit="user_ids"}`]: '1000x180',
  [`jopanel_service_reload_owed{${HOST},service="nginx"}`]: '0x180',
  [`jopanel_queue_oldest_age_seconds{${HOST}}`]: '0x180',
  [`jopanel_edit_to_applied_seconds_bucket{${HOST},le="1"}`]: '0+10x180',
  [`jopanel_edit_to_applied_seconds_bucket{${HOST},le="60"}`]: '0+10x180',
  [`jopanel_edit_to_applied_seconds_bucket{${HOST},le="+Inf"}`]: '0+10x180',
  [`jopanel_last_sweep_timestamp_seconds{${HOST}}`]: '0+60x180',
  [`jopanel_watch_up{${HOST}}`]: '1x180',
  [`jopanel_mirror_up{${HOST}}`]: '1x180',
  [`jopanel_mirror_lag_seconds{${HOST}}`]: '0x180',
  [`jopanel_account_oom_kills_total{${HOST},account="a"}`]: '0x180',
  [`jopanel_account_cpu_throttled_seconds_total{${HOST},account="a"}`]: '0x180',
};

/** What is not calm, and the alerts that it makes; where one fault makes two, one of them is too many. */
const FAULTS: readonly (readonly [series: string, values: string, alerts: readonly string[]])[] = [
  [`up{${HOST}}`, '0x180', ['JopaneldDown']],
  [`jopanel_accounts{${HOST},phase="failed"}`, '1x180', ['JopanelAccountsFailed']],
  [`jopanel_accounts{${HOST},phase="quarantined"}`, '1x180', ['JopanelAccountsFailed']],
  [`jopanel_accounts{${HOST},phase="invalid"}`, '1x180', ['JopanelSetsInvalid']],
  [`jopanel_accounts{${HOST},phase="pending"}`, '1x180', ['JopanelAccountsPending']],
  [`jopanel_accounts_degraded{${HOST},reason="ResourceUnavailable"}`, '1x180', ['JopanelAccountsDegraded']],
  [`jopanel_accounts_degraded{${HOST},reason="DiskQuotaReached"}`, '1x180', ['JopanelQuotaReached']],
  [`jopanel_accounts_degraded{${HOST},reason="TrafficQuotaReached"}`, '1x180', ['JopanelQuotaReached']],
  [
    `jopanel_certificate_expiry_seconds{${HOST},account="a",site="a.example"}`,
    '86400x180',
    ['JopanelCertificateExpires'],
  ],
  [`jopanel_guards_held{${HOST}}`, '1x180', ['JopanelHeldBack']],
  [`jopanel_contests{${HOST}}`, '1x180', ['JopanelHeldBack']],
  [`jopanel_accounts_most{${HOST},limit="user_ids"}`, '6x180', ['JopanelHostNearlyFull']],
  [`jopanel_service_reload_owed{${HOST},service="nginx"}`, '1x180', ['JopanelReloadOwed']],
  [`jopanel_queue_oldest_age_seconds{${HOST}}`, '400x180', ['JopanelQueueStuck']],
  [`jopanel_edit_to_applied_seconds_bucket{${HOST},le="1"}`, '0x180', ['JopanelSlowEdits']],
  [`jopanel_last_sweep_timestamp_seconds{${HOST}}`, '0x180', ['JopanelNotSweeping']],
  [`jopanel_watch_up{${HOST}}`, '0x180', ['JopanelNotWatching']],
  [`jopanel_mirror_up{${HOST}}`, '0x180', ['JopanelMirrorDown']],
  [`jopanel_mirror_lag_seconds{${HOST}}`, '400x180', ['JopanelMirrorLags']],
  [`jopanel_account_oom_kills_total{${HOST},account="a"}`, '0+1x180', ['JopanelAccountOutOfMemory']],
  [
    `jopanel_account_cpu_throttled_seconds_total{${HOST},account="a"}`,
    '0+50x180',
    ['JopanelAccountThrottled'],
  ],
];

const names = [...readFileSync(RULES, 'utf8').matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);

test('each alert has a fault here', () => {
  expect(new Set(FAULTS.flatMap(([, , alerts]) => alerts))).toEqual(new Set(names));
});

test.skipIf(!existsSync(PROMTOOL))('a fault makes its own alert and no other, and a calm host none', () => {
  const series = (changed: Readonly<Record<string, string>>) =>
    Object.entries({ ...CALM, ...changed }).map(([each, values]) => ({ series: each, values }));
  // Which alerts fire is a series of Prometheus' own.
  const alertsOf = (firing: readonly string[]) => [
    {
      expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
      eval_time: '3h',
      exp_samples: firing.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
    },
  ];
  const tests = [
    { name: 'calm', interval: '1m', input_series: series({}), promql_expr_test: alertsOf([]) },
    ...FAULTS.map(([fault, values, firing]) => ({
      name: fault,
      interval: '1m',
      input_series: series({ [fault]: values }),
      promql_expr_test: alertsOf(firing),
    })),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'jopanel-alerts-'));
  try {
    // JSON is YAML.
    writeFileSync(join(folder, 'tests.json'), JSON.stringify({ rule_files: [RULES], tests }));
    const said = execFileSync(PROMTOOL, ['test', 'rules', join(folder, 'tests.json')], { encoding: 'utf8' });
    expect(said).toContain('SUCCESS');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
