import { LOG_NAMESPACE } from '../../model/log-namespace.ts';
import type { TransientUnit } from '../transient-units.ts';

/** The command that starts a transient unit (systemd-run(1)). Pure, so that a cron table may hold it as well. */
export function systemdRun(unit: TransientUnit): readonly string[] {
  const { name, description, username, uid, argv, properties = [], environment = {}, socket } = unit;
  const service = [`User=${username}`, `LogNamespace=${LOG_NAMESPACE}`, ...properties];
  const variables = Object.entries(environment).map(([key, value]) => `--setenv=${key}=${value}`);
  return [
    'systemd-run',
    '--quiet',
    // A unit that failed is forgotten as well: its name is free for the next start.
    '--collect',
    `--unit=${name}`,
    `--description=${description}`,
    `--slice=user-${uid}.slice`,
    ...service.map((property) => `--property=${property}`),
    ...variables,
    ...(socket === undefined ? [] : socketOptions(socket)),
    '--',
    // systemd expands variables in what it executes, and takes `$$` for a dollar.
    ...argv.map((word) => word.replaceAll('$', '$$$$')),
  ];
}

function socketOptions({ path, owner }: NonNullable<TransientUnit['socket']>): string[] {
  const options = [`ListenStream=${path}`, `SocketUser=${owner}`, 'SocketMode=0660', 'RemoveOnStop=yes'];
  return options.map((option) => `--socket-property=${option}`);
}
