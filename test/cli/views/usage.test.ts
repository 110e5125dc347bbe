// `usage`: the heaviest first, and what is not known is not zero.

import { expect, test } from 'vitest';
import { heaviestFirst, USAGE_ORDERS, usageOf, usedText } from '../../../src/cli/views/usage.ts';
import { StatsAnswer } from '../../../src/status/routes/stats.ts';

function stats(username: string, more: object = {}): StatsAnswer {
  const counted = { limit: null, used: 0 };
  return StatsAnswer.parse({
    username,
    disk: { limit_mb: 1000, used_mb: 10, files: 1, note: '' },
    bandwidth: { month: '2026-11', limit_mb: null, used_mb: 5 },
    ...{ addon_domains: counted, subdomains: counted, alias_domains: counted },
    databases: { ...counted, limit_mb: null, used_mb: null },
    ...{ database_users: counted, ftp_accounts: counted },
    processes: { limit: null, used: 1, tasks: 1 },
    memory: { limit_mb: 100, used_mb: 1, peak_mb: 1, oom_kills: 0 },
    php: { enabled: true, awake: false, workers: 0, busy: 0, queue: 0, slow: 0 },
    cpu: { limit_percent: null, used_seconds: 1, throttled_seconds: 0 },
    io: { limit_mb_s: null, read_mb: 0, written_mb: 0 },
    cron_jobs: { ...counted, jobs: [] },
    apps: { used: 0 },
    ...more,
  });
}

test('the account that uses the largest share of one of its limits comes first, or whatever is asked for', () => {
  const usages = [
    usageOf(stats('quiet'), undefined),
    usageOf(stats('full', { disk: { limit_mb: 100, used_mb: 99, files: 1, note: '' } }), undefined),
    usageOf(stats('big', { disk: { limit_mb: null, used_mb: 5000, files: 1, note: '' } }), undefined),
    usageOf(stats('busy', { processes: { limit: null, used: 40, tasks: 40 } }), undefined),
  ];
  const names = (order: (typeof USAGE_ORDERS)[number]) =>
    heaviestFirst(usages, order).map(({ username }) => username);
  expect(names('share')).toEqual(['full', 'big', 'busy', 'quiet']);
  expect(names('disk')[0]).toBe('big');
  expect(names('processes')[0]).toBe('busy');
  for (const order of USAGE_ORDERS) expect(names(order)).toHaveLength(4);
});

test('without quotas the count is shown as one, and without either the use is not known', () => {
  const unknown = { disk: { limit_mb: 100, used_mb: null, files: null, note: 'no quotas' } };
  expect(usageOf(stats('joko', unknown), 42)).toMatchObject({
    disk_mb: { used: 42, limit: 100 },
    disk_is_counted: true,
    share: 0.42,
  });
  const nothing = usageOf(stats('joko', unknown), undefined);
  expect(nothing).toMatchObject({ disk_mb: { used: null }, disk_is_counted: false });
  expect([
    usedText(nothing.disk_mb),
    usedText({ used: 3.14, limit: null }),
    usedText({ used: 512, limit: 1024 }),
  ]).toEqual(['-', '3.1 MB', '512 of 1024 MB']);
});
