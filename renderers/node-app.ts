import type { Account } from '../src/model/account.ts';
import { APPS_DIR, appGatePath, appSocketPath } from '../src/model/app-gate-path.ts';
import type { NodeApp } from '../src/model/files/services-file.ts';
import { LOG_NAMESPACE, UNREACHABLE_SOCKETS } from '../src/model/log-namespace.ts';
import { argumentsOf } from '../src/model/values/command-line.ts';
import {
  systemdCommand,
  systemdName,
  systemdNumber,
  systemdPath,
  systemdVariable,
} from './encode-systemd.ts';
import { header } from './header.ts';

/** Names the configuration that a process was started with, in its environment. */
const STARTED_AS = 'JOPANEL_STARTED_AS';

/** Where the environment of an app lies: in a unit, any user of the host could read it. */
export function appEnvironmentPath(username: string, name: string): string {
  return `/etc/systemd/jopanel/${systemdName(username)}-${systemdName(name)}.env`;
}

/** Where systemd keeps the environment that an app was last started with, for as long as the host runs. */
export function appStartedPath(username: string, name: string): string {
  return `${APPS_DIR}/${systemdName(username)}-${systemdName(name)}.started`;
}

export function appUnitName(username: string, name: string): string {
  return `jopanel-app-${systemdName(username)}-${systemdName(name)}.service`;
}

export function appSocketName(username: string, name: string): string {
  return `jopanel-app-${systemdName(username)}-${systemdName(name)}.socket`;
}

/**
 * What is loaded into the Node of an app without a port, so that `listen(process.env.PORT)` takes the socket that
 * systemd holds. No app can set NODE_OPTIONS itself.
 */
const PRELOAD = '--require=/usr/lib/jopanel/preload/given-socket.cjs';

/**
 * The socket of an app without a port. It stays while the app restarts, and requests wait in it; no account can
 * connect to it, and none can take its place.
 *
 * @param nginxUser of nginx's workers
 */
export function renderAppSocket({ username }: Account, app: NodeApp, nginxUser: string): string {
  const user = systemdName(username);
  const name = systemdName(app.name);
  return `${header('#', `for the app ${name} of the account ${user}`)}
[Unit]
Description=Socket of the Node app ${name} of ${user}

[Socket]
ListenStream=${appSocketPath(user, name)}
DirectoryMode=0711
SocketUser=${systemdName(nginxUser)}
SocketMode=0600
Backlog=4096
RemoveOnStop=yes
`;
}

/**
 * The unit of one app. It runs as the account, sees no home but its own, writes
 * nowhere else, and gains no privileges; the account's slice limits it. V8 makes
 * code at run time, so MemoryDenyWriteExecute is out of the question.
 */
export function renderAppUnit({ username, account }: Account, app: NodeApp): string {
  const user = systemdName(username);
  const home = systemdPath(account.home_dir);
  const environment = appEnvironmentPath(username, app.name);
  const started = appStartedPath(username, app.name);
  const [program = '', ...args] = argumentsOf(app.start_command);
  const hasSocket = app.port === undefined;
  const socket = appSocketName(username, app.name);
  const closes = hasSocket ? '' : ` ${appGatePath(user, app.name)}`;
  return `${header('#', `for the app ${systemdName(app.name)} of the account ${user}`)}
[Unit]
Description=Node app ${app.name} of ${user}
After=network.target
${hasSocket ? `# Requests wait there while the app restarts.\nRequires=${socket}\nAfter=${socket}\n` : ''}# It is tried again for as long as it is wanted, though never in a hurry.
StartLimitIntervalSec=0

[Service]
Type=exec
User=${user}
Group=${user}
Slice=user-${systemdNumber(account.uid)}.slice
WorkingDirectory=${systemdPath(app.root)}
EnvironmentFile=${environment}
# What it was started with: asked of this copy, and never of the process, which could say anything.
ExecStartPre=-+/usr/bin/install -D --mode=0600 -- ${environment} ${started}
${hasSocket ? '' : '# nginx sends nothing more to its port from that moment on.\n'}ExecStopPost=-+/usr/bin/rm --force -- ${started}${closes}
ExecStart=${systemdCommand(programPath(program, app.root), args)}
Restart=always
RestartSec=5
TimeoutStopSec=${hasSocket ? 30 : 5}
LogNamespace=${LOG_NAMESPACE}
InaccessiblePaths=${UNREACHABLE_SOCKETS}
NoNewPrivileges=yes
CapabilityBoundingSet=
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=tmpfs
BindPaths=${home}
ProtectProc=invisible
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=no
KeyringMode=private
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
}

/** systemd looks up plain names itself; what is relative counts from the app's own folder. */
function programPath(program: string, root: string): string {
  if (!program.includes('/') || program.startsWith('/')) return program;
  return `${root}/${program.replace(/^\.\//, '')}`;
}

/** @param startedAs a digest of the unit and of this environment */
export function renderAppEnvironment(username: string, app: NodeApp, startedAs: string): string {
  const where =
    app.port === undefined
      ? { PORT: appSocketPath(username, app.name), NODE_OPTIONS: PRELOAD }
      : { PORT: systemdNumber(app.port) };
  const variables = Object.entries({ ...where, ...app.env }).sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    header('#', `for the app ${systemdName(app.name)} of the account ${systemdName(username)}`) +
    [...variables, [STARTED_AS, startedAs] as const]
      .map(([name, value]) => systemdVariable(name, value))
      .join('')
  );
}
