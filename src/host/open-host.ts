// Opens the real machine. Nothing else imports what is in `linux/`.

import type { Settings } from '../model/settings.ts';
import { restoreHome as restoreHomeBy } from './crash-safe/homes/restore-home.ts';
import type { FolderOwner } from './homes.ts';
import type { Host } from './host.ts';
import { restoreCalls } from './linux/homes/restore-calls.ts';
import { createLinuxHost } from './linux/linux-host.ts';
import { metricsFront } from './linux/metrics-front.ts';
import { rootFiles } from './linux/root-files.ts';
import { chooseServiceManager, chooseUnitManager } from './linux/service-manager.ts';
import type { MetricsFront } from './metrics-front.ts';
import type { RootFiles } from './root-files.ts';
import { openUsersFolder, type UsersFolder } from './users-folder/users-folder.ts';

interface OpenHost {
  readonly host: Host;
  /** The sets of all accounts, with the locks that their writers share. */
  readonly users: UsersFolder;
}

/** Opening reads and changes nothing but which service manager runs, so it costs a moment and cannot fail. */
export async function openHost(
  settings: Pick<Settings, 'run_dir' | 'state_dir' | 'service_manager' | 'users_dir'>,
): Promise<OpenHost> {
  const { run_dir, state_dir, users_dir } = settings;
  const serviceManager = await chooseServiceManager(settings.service_manager);
  const unitManager = await chooseUnitManager(settings.service_manager);
  return {
    host: createLinuxHost({ runDir: run_dir, stateDir: state_dir, serviceManager, unitManager }),
    users: openUsersFolder({ path: users_dir, locksDir: `${run_dir}/locks` }),
  };
}

/** Undefined where no systemd runs that could start it. */
export async function openMetricsFront(
  settings: Pick<Settings, 'service_manager'>,
): Promise<MetricsFront | undefined> {
  return (await chooseUnitManager(settings.service_manager)) === 'systemd' ? metricsFront : undefined;
}

/** The files of the host alone, for what is read before there are settings. */
export const hostFiles: RootFiles = rootFiles;

/** Brings a home back from its archive. @throws when something is at its place, or not all of it could be unpacked */
export function restoreArchivedHome(archive: string, home: string, owner: FolderOwner): Promise<void> {
  return restoreHomeBy(restoreCalls, archive, home, owner);
}
