import type { MetricsAddress } from './metrics-listen.ts';

interface FrontUnit {
  /** Without its suffix; its user has the same name. */
  readonly name: string;
  readonly address: Pick<MetricsAddress, 'address' | 'port'>;
  readonly argv: readonly string[];
  /** An empty folder, which becomes the root of the process. */
  readonly root: string;
  /** All of the host that the process sees beside programs and libraries, read only, with the places where it sees them. */
  readonly visible: readonly (readonly [path: string, place: string])[];
  /** Such as `LoadCredential=key:/etc/key.pem`. */
  readonly properties: readonly string[];
}

/**
 * What keeps the process from all but the sockets that it was given. Its root is an empty folder, so there is no file to read
 * but its program, and none to write; it has no network of its own, and the port that it answers on is systemd's.
 */
const CONFINEMENT = [
  'DynamicUser=yes',
  'UMask=0077',
  'CapabilityBoundingSet=',
  'NoNewPrivileges=yes',
  'BindReadOnlyPaths=/usr -/lib -/lib64',
  'MountAPIVFS=yes',
  'InaccessiblePaths=-+/tmp -+/var/tmp',
  'ReadOnlyPaths=+/run +/dev/shm',
  'ProtectSystem=strict',
  'ProtectHome=yes',
  'PrivateDevices=yes',
  'PrivateIPC=yes',
  'PrivateNetwork=yes',
  'PrivateUsers=yes',
  'ProtectClock=yes',
  'ProtectControlGroups=yes',
  'ProtectHostname=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'ProtectProc=invisible',
  'ProcSubset=pid',
  'RestrictAddressFamilies=AF_UNIX',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'RemoveIPC=yes',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged @resources',
  'SystemCallErrorNumber=EPERM',
  'MemoryMax=256M',
  'TasksMax=32',
];

/** systemd goes on to hold the port while the service is started again, however often it ends. */
const LIFE = ['Restart=always', 'RestartSec=100ms', 'StartLimitIntervalSec=0', 'TimeoutStopSec=2'];

/** The command that makes a socket unit and the service behind it (systemd-run(1)). */
export function runFront({ name, address, argv, root, visible, properties }: FrontUnit): readonly string[] {
  const host = address.address.includes(':') ? `[${address.address}]` : address.address;
  const binds = visible.map(([path, place]) => `BindReadOnlyPaths=${path}:${place}`);
  return [
    'systemd-run',
    '--quiet',
    '--collect',
    `--unit=${name}`,
    '--description=jopanel metrics for those who scrape them',
    `--socket-property=ListenStream=${host}:${address.port}`,
    ...[...CONFINEMENT, ...LIFE, `RootDirectory=${root}`, ...binds, ...properties].map(
      (property) => `--property=${property}`,
    ),
    '--setenv=MALLOC_ARENA_MAX=2',
    '--',
    ...argv.map((word) => word.replaceAll('$', '$$$$')),
  ];
}
