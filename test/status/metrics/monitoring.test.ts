// The example alerts and the dashboard ask for metrics that there are, by labels that these have.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { FoundCertificate } from '../../../src/host/certificates.ts';
import type { SliceUse } from '../../../src/host/slice-use.ts';
import { atStart } from '../../../src/mirror/mirror-view.ts';
import { PHASES } from '../../../src/model/status/phase.ts';
import { accountFamilies } from '../../../src/status/metrics/account-families.ts';
import { certificateFamilies } from '../../../src/status/metrics/certificate-families.ts';
import { JournalCounts } from '../../../src/status/metrics/journal-counts.ts';
import { writeMetrics } from '../../../src/status/metrics/metrics.ts';
import { roomFamily } from '../../../src/status/metrics/room-family.ts';
import { Timings } from '../../../src/status/metrics/timings.ts';
import { observed, openMemory, tickingClock } from '../../journal/sample.ts';
import { UNCOUNTED } from '../../sim/uncounted.ts';
import { CALM } from '../serve.ts';

const CERTIFICATE: FoundCertificate = {
  folder: 'joko.example',
  usable: true,
  chain: '/etc/jopanel/tls/joko.example/fullchain.pem',
  key: '/etc/jopanel/tls/joko.example/privkey.pem',
  digest: '',
  names: ['joko.example'],
  validity: 'valid',
  validFrom: 0,
  validTo: 1_000_000,
  issuer: 'Test Authority',
  place: 0,
};

const COUNTED: SliceUse = { ...UNCOUNTED, cpuThrottledSeconds: 1, oomKills: 1 };

/** Added by Prometheus to everything that it reads. */
const ADDED = ['instance', 'job', 'le'];

function exposed(): string {
  const journal = openMemory(tickingClock(1_000_000));
  const set = observed('joko');
  const counts = new JournalCounts(journal, 0);
  journal.append([
    set,
    { kind: 'revision.applied', account: 'joko', data: { wave: 'w', revision: set.data.revision } },
    {
      kind: 'service.desired',
      account: null,
      data: { service: 'nginx', digest: `sha256:${'0'.repeat(64)}` },
    },
    { kind: 'service.loaded', account: null, data: { service: 'nginx', digest: `sha256:${'0'.repeat(64)}` } },
  ]);
  const timings = new Timings();
  timings.steps.observe(1, 'home');
  timings.reloads.observe(1, 'nginx');
  timings.tests.observe(1, 'nginx');
  const context = {
    version: '1',
    journal,
    snapshot: () => ({ ...CALM, mirror: atStart(0) }),
    now: () => 1_000_000,
  };
  return writeMetrics({
    context,
    counts,
    timings: timings.families(),
    accounts: [
      ...accountFamilies(
        [{ username: 'joko', use: COUNTED, php: { awake: true, workers: 1, busy: 1, queue: 0, slow: 0 } }],
        [],
      ),
      roomFamily([{ limit: 'user_ids', accounts: 50_000, remedy: '' }]),
      ...certificateFamilies(
        [{ username: 'joko', domains: ['joko.example'], retiredAt: null }],
        [CERTIFICATE],
        0,
      ),
    ],
    subscribers: 0,
  });
}

/** By name, the labels that its samples have. */
function metrics(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, name = '', labels = ''] of exposed().matchAll(/^([a-z_]+)(?:\{(.*)\})? \S+$/gm)) {
    const names = [...labels.matchAll(/([a-z_]+)="/g)].map(([, label = '']) => label);
    found.set(name, new Set([...(found.get(name) ?? []), ...names]));
  }
  return found;
}

function read(name: string): string {
  return readFileSync(new URL(`../../../docs/monitoring/${name}`, import.meta.url), 'utf8');
}

function alerts(): string[] {
  return [...read('alerts.yml').matchAll(/^ *expr: (.+)$/gm)].map(([, expression = '']) => expression);
}

function panels(): string[] {
  const Dashboard = z.object({
    panels: z.array(z.object({ targets: z.array(z.object({ expr: z.string() })).default([]) })),
  });
  return Dashboard.parse(JSON.parse(read('grafana-dashboard.json'))).panels.flatMap(({ targets }) =>
    targets.map(({ expr }) => expr),
  );
}

test.each([...alerts(), ...panels()])('%s', (expression) => {
  const known = metrics();
  const names = [...expression.matchAll(/\b(?:jopanel|process)_[a-z_]+/g)].map(([name]) => name);
  expect(names.length + Number(expression.startsWith('up{'))).toBeGreaterThan(0);
  for (const name of names) expect([...known.keys()]).toContain(name);
  const labels = new Set(names.flatMap((name) => [...(known.get(name) ?? [])]).concat(ADDED));
  const asked = [...expression.matchAll(/(?:([a-z_]+)=~?"|by \(([a-z_, ]+)\))/g)];
  for (const [, label, list = ''] of asked)
    for (const each of label === undefined ? list.split(', ') : [label]) expect([...labels]).toContain(each);
  for (const [, asking = ''] of expression.matchAll(/phase=~?"([a-z|]+)"/g))
    for (const phase of asking.split('|')) expect([...PHASES]).toContain(phase);
});

test('there are alerts and panels to check', () => {
  expect(alerts().length).toBeGreaterThan(5);
  expect(panels().length).toBeGreaterThan(10);
});

test('names say their unit, counters end in _total, and each is explained once', () => {
  const families = [...exposed().matchAll(/^# HELP (\S+) .+\n# TYPE \1 (gauge|counter|histogram)$/gm)];
  expect(families.length).toBe(exposed().match(/^# TYPE/gm)?.length);
  const names = families.map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const [, name = '', type] of families) {
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    if (type === 'histogram' || /age|duration|time|timestamp/.test(name.replace(/_timestamp_/, '_'))) {
      expect(name).toMatch(/_seconds$/);
    }
  }
});
