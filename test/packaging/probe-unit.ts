/** What a service may do, tried by a unit with the directives of the shipped one. */

import type { Inside } from '../../sandbox/inside.ts';

const PROBE = '/run/systemd/system/jopanel-probe.service';
const NOT_OF_THE_SANDBOX =
  /^(Type|NotifyAccess|Environment|Exec\w+|Restart\w*|WatchdogSec|Timeout\w+|Memory\w+|OOMPolicy|KillMode|Limit\w+|(Runtime|State|Logs|Cache)Directory\w*|TasksMax|User|DynamicUser)=/;

/** @returns the directives of a unit of the host that restrict what it may do, one a line */
export async function restrictions(host: Inside, unit: string): Promise<string[]> {
  const { stdout } = await host.run(['cat', `/lib/systemd/system/${unit}`]);
  const [, service = ''] = /\[Service\]\n([^[]*)/.exec(stdout) ?? [];
  return service.split('\n').filter((line) => /^\w+=/.test(line) && !NOT_OF_THE_SANDBOX.test(line));
}

/** Whether a shell command succeeds under these directives. */
export async function succeedsUnder(
  host: Inside,
  lines: readonly string[],
  command: string,
): Promise<boolean> {
  await host.run(['mkdir', '--parents', '/run/systemd/system']);
  const exec = `ExecStart=/bin/sh -c ${JSON.stringify(command.replaceAll('$', '$$$$').replaceAll('%', '%%'))}`;
  await host.writeFile(PROBE, `[Service]\nType=oneshot\n${lines.join('\n')}\n${exec}\n`);
  await host.run(['systemctl', 'daemon-reload']);
  const { exitCode } = await host.run(['systemctl', 'start', 'jopanel-probe'], { allowFailure: true });
  await host.run(['rm', PROBE]);
  return exitCode === 0;
}
