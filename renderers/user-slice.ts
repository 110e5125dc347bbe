import type { Account } from '../src/model/account.ts';
import { PROCESSES_BY_DEFAULT } from '../src/model/files/limits-file.ts';
import { systemdNumber, systemdPath } from './encode-systemd.ts';
import { header } from './header.ts';

/**
 * The drop-in of `user-<uid>.slice`, which holds every process of the account: sessions, PHP, cron jobs, FTP and
 * apps. Debian limits the processes of a slice by a share of the whole host, so that line is always there.
 */
export function renderUserSlice({ username, account, limits }: Account): string {
  const io = limits.io_limit_mb_s;
  // The folder stands for the device that its file system lies on.
  const traffic = `${systemdPath(account.home_dir)} ${systemdNumber(io)}M`;
  const processes = limits.max_processes ?? PROCESSES_BY_DEFAULT;
  const lines = [
    ...(limits.cpu_limit_percent === 0 ? [] : [`CPUQuota=${systemdNumber(limits.cpu_limit_percent)}%`]),
    // The kernel counts swap apart: without any, the limit holds for both together.
    ...(limits.memory_limit_mb === 0
      ? []
      : [`MemoryMax=${systemdNumber(limits.memory_limit_mb)}M`, 'MemorySwapMax=0']),
    ...(io === 0 ? [] : [`IOReadBandwidthMax=${traffic}`, `IOWriteBandwidthMax=${traffic}`]),
    `TasksMax=${processes === 0 ? 'infinity' : systemdNumber(processes)}`,
  ];
  return `${header('#', `for the account ${username}`)}\n[Slice]\n${lines.join('\n')}\n`;
}
