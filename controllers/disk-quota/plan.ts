import type { DiskQuota, FolderQuotas } from '../../src/host/quotas.ts';
import { bulkAction } from '../bulk.ts';
import { IN_SYNC, type Plan, type ReconcileContext } from '../controller.ts';
import type { DesiredQuota } from './desired.ts';

const UNLIMITED: DiskQuota = { usedKib: 0, softKib: 0, hardKib: 0, softFiles: 0, hardFiles: 0 };

export function planQuota(
  username: string,
  { uid, kib, isWanted }: DesiredQuota,
  observed: FolderQuotas,
  { owns }: Pick<ReconcileContext, 'owns'>,
): Plan {
  const item = `disk-quota:${username}`;
  if (observed.state === 'off') return kib === 0 ? IN_SYNC : { ...IN_SYNC, unavailable: observed.why };
  const current = observed.byUid.get(uid) ?? UNLIMITED;
  if (current.softKib === kib && current.hardKib === kib) return IN_SYNC;
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
