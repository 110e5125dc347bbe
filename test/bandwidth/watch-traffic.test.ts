import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TrafficMeter } from '../../src/bandwidth/traffic-meter.ts';
import { watchTraffic } from '../../src/bandwidth/watch-traffic.ts';
import type { Clock } from '../../src/host/clock.ts';
import { sampleAccount } from '../controllers/sample-account.ts';
import { FakeLogs } from './fake-logs.ts';
import { line } from './log-lines.ts';

const MB = 1024 * 1024;
const LOG = '/var/log/jopanel/sites/joko/access.log';

test('an account that goes over its limit is reported once, and once more when the month ends', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-'));
  const logs = new FakeLogs();
  const stop = new AbortController();
  const changes: string[] = [];
  let now = new Date(2026, 10, 22).getTime();
  let round = 0;
  // Each sleep is what happens until the next look.
  const rounds = [
    () => logs.append(LOG, line(2 * MB - 1)),
    () => logs.append(LOG, line(1)),
    () => logs.append(LOG, line(5)),
    () => {
      now = new Date(2026, 11, 1).getTime();
    },
    () => logs.append(LOG, line(1)),
    () => stop.abort(),
  ];
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    async sleep() {
      changes.push('-');
      rounds[round++]?.();
    },
  };
  const meter = TrafficMeter.open({
    path: join(folder, 'traffic.db'),
    logDir: '/var/log/jopanel',
    logs,
    clock,
    setAside: (path) => path,
  });
  const accounts = new Map(
    ['joko', 'anna'].map((name) => [
      name,
      sampleAccount(name, { limits: { bandwidth_quota_mb: name === 'joko' ? 2 : 0 } }),
    ]),
  );
  try {
    await watchTraffic(
      {
        meter,
        clock,
        everyMs: 1,
        known: () => [...accounts.keys()],
        accounts,
        onChange: (username) => changes.push(username),
        onError: (error) => changes.push(String(error)),
      },
      stop.signal,
    );
  } finally {
    meter.close();
    rmSync(folder, { recursive: true });
  }
  expect(changes).toEqual(['-', '-', 'joko', '-', '-', 'joko', '-', '-']);
});
