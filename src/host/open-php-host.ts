// Opens what the PHP activator needs of the real machine, and nothing else, so that its process stays small.

import { phpRunDir } from '../model/php-order.ts';
import type { RunSettings } from '../model/run-settings.ts';
import type { FpmRunner } from './fpm-runner.ts';
import { directFpmRunner } from './linux/php/direct-fpm-runner.ts';
import { phpSockets } from './linux/php/php-sockets.ts';
import { systemdFpmRunner } from './linux/php/systemd-fpm-runner.ts';
import { listenOnWaitingSocket } from './linux/php/waiting-socket.ts';
import { rootFiles } from './linux/root-files.ts';
import { chooseUnitManager } from './linux/service-manager.ts';
import { transientUnits } from './linux/transient-units.ts';
import { unitsRunDir } from './linux/units-run-dir.ts';
import type { PhpSockets } from './php-sockets.ts';
import type { RootFiles } from './root-files.ts';

interface PhpHost {
  readonly runner: FpmRunner;
  readonly sockets: PhpSockets;
  readonly files: RootFiles;
  readonly listenOnWaitingSocket: typeof listenOnWaitingSocket;
  /** Where the sockets of all units of jopanel lie. */
  readonly runDirOfAll: string;
  /** Where those of PHP lie. */
  readonly runDir: string;
}

export async function openPhpHost(
  settings: Pick<RunSettings, 'service_manager' | 'run_dir'>,
): Promise<PhpHost> {
  const manager = await chooseUnitManager(settings.service_manager);
  const runDirOfAll = unitsRunDir(settings.run_dir, manager);
  const runDir = phpRunDir(runDirOfAll);
  const runner = manager === 'systemd' ? systemdFpmRunner(transientUnits) : directFpmRunner(runDir);
  return { runner, sockets: phpSockets, files: rootFiles, listenOnWaitingSocket, runDirOfAll, runDir };
}
