import type { Account } from '../src/model/account.ts';
import { systemdNumber, systemdPath } from './encode-systemd.ts';
import { header } from './header.ts';

/**
 * The drop-in of `user-<uid>.slice`, which holds the login sessions and Node
 * apps of the account; its PHP and cron jobs run in the groups of those
 * services. Null when nothing is limited.
 */
export function renderUserSlice({ username, account, limits }: Account): string | null {
  const io = limits.io_limit_mb_s;
  // The folder stands for the device that its file system lies on.
  const traffic = `${systemdPath(account.home_dir)} ${systemdNumber(io)}M`;
  const lines = [
    ...(limits.cpu_limit_percent === 0 ? [] : [`CPUQuota=${systemdNumber(limits.cpu_limit_percent)}%`]),
    ...(limits.memory_limit_mb === 0 ? [] : [`MemoryMax=${systemdNumber(limits.memory_limit_mb)}M`]),
    ...(io === 0 ? [] : [`IOReadBandwidthMax=${traffic}`, `IOWriteBandwidthMax=${traffic}`]),
  ];
  if (lines.length === 0) return null;
  return `${header('#', `for the account ${username}`)}\n[Slice]\n${lines.join('\n')}\n`;
}
