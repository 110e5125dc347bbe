import { LOG_NAMESPACE } from './log-namespace.ts';

/**
 * A command that systemd runs as an account, in the account's slice, so that the account's limits hold
 * for it. The unit is known to systemd while the command runs, and nothing of it is left afterwards.
 */
export interface TransientUnit {
  /** Without its suffix, such as `jopanel-cron-joko-backup`. */
  readonly name: string;
  readonly description: string;
  readonly username: string;
  readonly uid: number;
  /** A program by its absolute path and its arguments, taken literally: no shell, no variables, no specifiers. */
  readonly argv: readonly [string, ...string[]];
  /** More properties of the service, such as `TimeoutStopSec=5`. */
  readonly properties?: readonly string[];
  /** Variables of the process. Every user of the host can read them: no secret may be among them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The tool that starts it waits until it has ended, and systemd remembers how it failed. */
  readonly isAwaited?: boolean;
  /** A Unix socket that systemd listens on for the command, which gets it as descriptor 3. */
  readonly socket?: UnitSocket;
}

interface UnitSocket {
  readonly path: string;
  /** The only user, beside root, that may connect. */
  readonly owner: string;
}

/** The command that starts a transient unit (systemd-run(1)). Pure, so that a cron table may hold it as well. */
export function systemdRun(unit: TransientUnit): readonly string[] {
  const {
    name,
    description,
    username,
    uid,
    argv,
    properties = [],
    environment = {},
    isAwaited = false,
    socket,
  } = unit;
  const service = [`User=${username}`, `LogNamespace=${LOG_NAMESPACE}`, ...properties];
  const variables = Object.entries(environment).map(([key, value]) => `--setenv=${key}=${value}`);
  return [
    'systemd-run',
    '--quiet',
    // A unit that failed is forgotten as well, unless it is asked about: its name is free for the next start.
    isAwaited ? '--wait' : '--collect',
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
