/** jopaneld on a booted host. */

import type { RunResult } from './command.ts';
import type { Inside } from './inside.ts';

/** Returns when the service has notified systemd that it is ready; throws with its log when it does not. */
export async function startDaemon(host: Inside): Promise<void> {
  const { exitCode, stderr } = await host.run(['systemctl', 'start', 'jopaneld'], { allowFailure: true });
  if (exitCode !== 0) throw new Error(`jopaneld did not start: ${stderr.trim()}`);
}

export async function stopDaemon(host: Inside): Promise<void> {
  await host.run(['systemctl', 'stop', 'jopaneld']);
}

/** Runs the daemon by hand, such as with `--once`; the exit code is the caller's business. */
export async function runDaemon(host: Inside, flags: readonly string[]): Promise<RunResult> {
  return host.run(['node', '/usr/lib/jopanel/src/jopaneld.ts', ...flags], { allowFailure: true });
}

/** The last lines that the service logged, and what systemd says of it. */
export async function daemonLog(host: Inside, lines: number): Promise<string> {
  const argv = ['journalctl', '--unit=jopaneld', '--no-pager', '--output=cat', `--lines=${lines}`];
  return (await host.run(argv)).stdout;
}
