import type { Target } from '../../src/model/target.ts';

export interface DesiredQuota {
  readonly home: string;
  readonly uid: number;
  /** In KiB, as the quota tools count; 0 for no limit. */
  readonly kib: number;
  /** False when a limit that somebody else set may stay, because no account asks for any. */
  readonly isWanted: boolean;
}

const KIB_PER_MB = 1024;

export function desiredQuota({ account: { account, limits }, lifecycle }: Target): DesiredQuota {
  const isWanted = lifecycle !== 'purged';
  return {
    home: account.home_dir,
    uid: account.uid,
    kib: isWanted ? limits.disk_quota_mb * KIB_PER_MB : 0,
    isWanted,
  };
}
