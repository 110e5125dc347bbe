import type { TransientUnit } from '../../../model/systemd-run.ts';
import type { Fpm, FpmRunner } from '../../fpm-runner.ts';
import type { TransientUnits } from '../../transient-units.ts';
import { installedPhp } from './installed-php.ts';

/** What every unit of ours is called, so that no other is ever touched. */
const PREFIX = 'jopanel-php-';

/**
 * Each PHP-FPM as a transient unit in its account's slice. systemd holds its socket: what waits there
 * outlives an FPM that is killed, and starts the next one.
 */
export function systemdFpmRunner(units: TransientUnits): FpmRunner {
  return {
    list: () => units.list(PREFIX),
    async start(fpm) {
      try {
        await units.start(unitOf(fpm));
      } catch (error) {
        // An activator that was killed may have asked for it a moment before. The name says that it is the same FPM.
        const found = await units.list(fpm.name);
        if (found.get(fpm.name)?.listens !== true) throw error;
      }
    },
    untilReady: ({ name }) => units.startService(name),
    processes: (uid, name) => units.processes(uid, name),
    stop: (names, patienceMs) => units.stop(names, patienceMs),
    installation: installedPhp,
  };
}

function unitOf(fpm: Fpm): TransientUnit {
  return {
    name: fpm.name,
    description: `PHP ${fpm.version} of ${fpm.username}`,
    username: fpm.username,
    uid: fpm.uid,
    argv: fpmCommand(fpm),
    properties: PROPERTIES,
    environment: { FPM_SOCKETS: `${fpm.listen}=3` },
    socket: { path: fpm.socket, owner: fpm.socketOwner },
  };
}

export function fpmCommand({ version, config, ini }: Fpm): [string, ...string[]] {
  const directives = ini.flatMap((line) => ['--define', line]);
  return [`/usr/sbin/php-fpm${version}`, '--nodaemonize', '--fpm-config', config, ...directives];
}

const PROPERTIES = [
  'Type=notify',
  'TimeoutStartSec=20',
  // Running requests get these seconds; an FPM is asked to end only when it has none, or when it must go.
  'KillMode=mixed',
  'KillSignal=SIGQUIT',
  'TimeoutStopSec=5',
  // A worker that the kernel ends for want of memory is replaced by its master.
  'OOMPolicy=continue',
  // One that ends at once is left to the activator, which waits longer each time.
  'StartLimitIntervalSec=60',
  'StartLimitBurst=3',
  // The /tmp of an account's PHP is its own, and it sees no processes but its own. Not NoNewPrivileges, nor
  // what implies it: mail() needs the sendmail of the host, which changes its group.
  'PrivateTmp=yes',
  'ProtectProc=invisible',
  'LimitCORE=0',
];
