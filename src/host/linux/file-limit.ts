import { readFile } from 'node:fs/promises';
import { runCommand } from './run-command.ts';

/**
 * Lets a running service open as many files as its hard limit allows. systemd
 * starts services with 1,024, which two log files for each of 500 accounts use
 * up; then nginx keeps its old configuration, and PHP-FPM, at a thousand pools,
 * ends. A drop-in makes it last over the service's next start.
 *
 * @returns whether it had to be raised
 */
export async function raiseFileLimit(pid: number): Promise<boolean> {
  const limits = await readFile(`/proc/${pid}/limits`, 'utf8');
  const [, soft, hard] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(limits) ?? [];
  if (soft === undefined || hard === undefined || soft === hard) return false;
  await runCommand(['prlimit', '--pid', String(pid), `--nofile=${hard}:${hard}`]);
  return true;
}
