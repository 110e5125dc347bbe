// What accounts use beside what they may, the heaviest first.

import { z } from 'zod';
import type { StatsAnswer } from '../../status/routes/stats.ts';

const Used = z.object({
  used: z.number().nullable().meta({ description: 'null: not known.' }),
  limit: z.number().nullable().meta({ description: 'null: unlimited.' }),
});
type Used = z.infer<typeof Used>;

export const UsageOutput = z.object({
  accounts: z.array(
    z.object({
      username: z.string(),
      share: z.number().meta({ description: 'The largest share of a limit that is used; 1: all of it.' }),
      disk_mb: Used,
      disk_is_counted: z.boolean().meta({ description: 'By counting the files, because no quota tells it.' }),
      traffic_mb: Used.meta({ description: 'Sent in this month.' }),
      memory_mb: Used,
      cpu_seconds: z.number().nullable(),
      processes: z.int(),
    }),
  ),
});
export type AccountUsage = z.infer<typeof UsageOutput>['accounts'][number];

export const USAGE_ORDERS = ['share', 'disk', 'traffic', 'memory', 'cpu', 'processes'] as const;
type UsageOrder = (typeof USAGE_ORDERS)[number];

/** @param counted in MB, where no quota tells the use of the disk */
export function usageOf(stats: StatsAnswer, counted: number | undefined): AccountUsage {
  const { username, disk, bandwidth, memory, cpu, processes } = stats;
  const disk_mb = { used: disk.used_mb ?? counted ?? null, limit: disk.limit_mb };
  const traffic_mb = { used: bandwidth.used_mb, limit: bandwidth.limit_mb };
  const memory_mb = { used: memory.used_mb, limit: memory.limit_mb };
  return {
    username,
    share: Math.max(...[disk_mb, traffic_mb, memory_mb].map(shareOf)),
    disk_mb,
    disk_is_counted: disk.used_mb === null && counted !== undefined,
    traffic_mb,
    memory_mb,
    cpu_seconds: cpu.used_seconds,
    processes: processes.used,
  };
}

const WEIGHTS: Readonly<Record<UsageOrder, (usage: AccountUsage) => number>> = {
  share: ({ share }) => share,
  disk: ({ disk_mb }) => disk_mb.used ?? 0,
  traffic: ({ traffic_mb }) => traffic_mb.used ?? 0,
  memory: ({ memory_mb }) => memory_mb.used ?? 0,
  cpu: ({ cpu_seconds }) => cpu_seconds ?? 0,
  processes: ({ processes }) => processes,
};

export function heaviestFirst(usages: readonly AccountUsage[], order: UsageOrder): AccountUsage[] {
  const weight = WEIGHTS[order];
  return usages.toSorted((a, b) => weight(b) - weight(a) || (a.username < b.username ? -1 : 1));
}

/** `512 of 1024 MB`, `512 MB` without a limit, `-` where it is not known. */
export function usedText({ used, limit }: Used): string {
  if (used === null) return '-';
  return limit === null ? `${round(used)} MB` : `${round(used)} of ${limit} MB`;
}

function shareOf({ used, limit }: Used): number {
  return used === null || limit === null || limit === 0 ? 0 : used / limit;
}

function round(value: number): number {
  return value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
}
