/** What a service may do, tried by a unit with the directives of the shipped one. */

import type { Inside } from '../../sandbox/inside.ts';

const UNITS = '/run/systemd/system';
const NOT_OF_THE_SANDBOX =
  /^(Type|NotifyAccess|Environment|Exec\w+|Restart\w*|WatchdogSec|Timeout\w+|Memory\w+|OOMPolicy|KillMode|Limit\w+|(Runtime|State|Logs|Cache)Directory\w*|TasksMax|User|DynamicUser)=/;

/** @returns the directives of a unit of the host that restrict what it may do, one a line */
export async function restrictions(host: Inside, unit: string): Promise<string[]> {
  const { stdout } = await host.run(['cat', `/lib/systemd/system/${unit}`]);
  const [, service = ''] = /\[Service\]\n([^[]*)/.exec(stdout) ?? [];
  return service.split('\n').filter((line) => /^\w+=/.test(line) && !NOT_OF_THE_SANDBOX.test(line));
}

export interface Probe {
  /** The directives of the unit that it runs in. */
  readonly lines: readonly string[];
  /** For a shell. */
  readonly command: string;
}

/** @returns which of the commands succeed, in their order */
export async function succeed(host: Inside, probes: readonly Probe[]): Promise<boolean[]> {
  const names = probes.map((_, index) => `jopanel-probe-${index}.service`);
  for (const [index, { lines, command }] of probes.entries()) {
    const exec = `ExecStart=/bin/sh -c ${JSON.stringify(command.replaceAll('$', '$$$$').replaceAll('%', '%%'))}`;
    const unit = `[Service]\nType=oneshot\n${lines.join('\n')}\n${exec}\n`;
    await host.writeFile(`${UNITS}/${names[index]}`, unit);
  }
  await host.run(['systemctl', 'daemon-reload']);
  await host.run(['systemctl', 'start', ...names], { allowFailure: true });
  const { stdout } = await host.run(['systemctl', 'show', '--property=Result', '--value', ...names]);
  await host.run(['rm', ...names.map((name) => `${UNITS}/${name}`)]);
  return stdout
    .trim()
    .split(/\n+/)
    .map((result) => result === 'success');
}
