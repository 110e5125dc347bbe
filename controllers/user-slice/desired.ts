import { systemdNumber } from '../../renderers/encode-systemd.ts';
import { renderUserSlice } from '../../renderers/user-slice.ts';
import type { CgroupController } from '../../src/host/units.ts';
import type { LimitsFile } from '../../src/model/files/limits-file.ts';
import type { Target } from '../../src/model/target.ts';

export interface DesiredSlice {
  readonly uid: number;
  readonly limits: LimitsFile;
  readonly unit: string;
  readonly path: string;
  /** Null when there should be no drop-in. */
  readonly text: string | null;
  readonly controllers: readonly CgroupController[];
}

export function desiredSlice({ account, lifecycle }: Target): DesiredSlice {
  const unit = `user-${systemdNumber(account.account.uid)}.slice`;
  const isWanted = lifecycle !== 'purged';
  return {
    uid: account.account.uid,
    limits: account.limits,
    unit,
    path: `/etc/systemd/system/${unit}.d/50-jopanel.conf`,
    text: isWanted ? renderUserSlice(account) : null,
    controllers: isWanted ? controllersFor(account.limits) : [],
  };
}

function controllersFor(limits: LimitsFile): CgroupController[] {
  const needed = [
    ['cpu', limits.cpu_limit_percent],
    ['memory', limits.memory_limit_mb],
    ['io', limits.io_limit_mb_s],
    // What the set does not ask for is no reason to complain of the host.
    ['pids', limits.max_processes ?? 0],
  ] as const;
  return needed.filter(([, limit]) => limit > 0).map(([controller]) => controller);
}
