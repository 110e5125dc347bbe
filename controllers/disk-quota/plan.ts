import type { DiskQuota, FolderQuotas } from '../../src/host/quotas.ts';
import { bulkAction } from '../bulk.ts';
import { IN_SYNC, missingOnHost, type Plan, type ReconcileContext } from '../controller.ts';
import type { DesiredQuota } from './desired.ts';

const UNLIMITED: DiskQuota = { usedKib: 0, softKib: 0, hardKib: 0, softFiles: 0, hardFiles: 0 };

export function planQuota(
  username: string,
  { uid, kib, isWanted }: DesiredQuota,
  observed: FolderQuotas,
  { owns }: Pick<ReconcileContext, 'owns'>,
): Plan {
  const item = `disk-quota:${username}`;
  if (observed.state === 'off')
    return kib === 0 ? IN_SYNC : missingOnHost(`${observed.why}; ${observed.remedy}`);
  const current = observed.byUid.get(uid) ?? UNLIMITED;
  if (current.softKib === kib && current.hardKib === kib)
    return { ...IN_SYNC, ...(isWanted ? nearlyFull(current.usedKib, kib) : {}) };
  if (!isWanted && !owns(item)) return IN_SYNC;
  const summary =
    kib === 0 ? `lift the disk quota of ${username}` : `limit ${username} to ${kib} KiB of disk`;
  // How many files there may be is the operator's own setting.
  const value = { mountPoint: observed.mountPoint, uid, limit: { ...current, softKib: kib, hardKib: kib } };
  const step = setQuota(username, 'quota', summary, value, {
    owns: kib === 0 ? [] : [item],
    releases: kib === 0 ? [item] : [],
    found: `${current.hardKib} KiB`,
  });
  return { actions: [step], publications: [] };
}

interface Setting {
  readonly mountPoint: string;
  readonly uid: number;
  readonly limit: DiskQuota;
}

const setQuota = bulkAction<Setting>('disk-quota', async (settings, host) => {
  for (const [mountPoint, group] of Map.groupBy(settings.values(), (each) => each.mountPoint)) {
    await host.quotas.set(mountPoint, new Map(group.map(({ uid, limit }) => [uid, limit])));
  }
  return new Map();
});

/** The last part is for what a program writes before somebody reads that there is no room. */
const FULL = 0.95;

function nearlyFull(usedKib: number, kib: number): Pick<Plan, 'degraded'> {
  if (kib === 0 || usedKib < kib * FULL) return {};
  const [used, most] = [usedKib, kib].map((size) => Math.round(size / 1024));
  const message = `${used} of ${most} MB of disk are used; raise disk_quota_mb, or have the account make room`;
  return { degraded: { reason: 'DiskQuotaReached', message } };
}
