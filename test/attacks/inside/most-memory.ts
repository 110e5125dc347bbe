// What the daemon has taken of memory at most since it started, in MiB; 0 where it does not run.
import { sandbox } from '../../sandbox/harness.ts';

const READ = `pid=$(systemctl show --value --property=MainPID jopaneld)
[ "$pid" = 0 ] || sed --quiet 's/^VmHWM:[^0-9]*\\([0-9]*\\) kB$/\\1/p' "/proc/$pid/status"`;

export async function mostMemoryMiB(): Promise<number> {
  const { stdout } = await sandbox.run(['sh', '-c', READ], { allowFailure: true });
  return Number(stdout.trim()) / 1024;
}
