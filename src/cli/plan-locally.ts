// Works out a plan in this process, for when no daemon runs.

import { allControllers } from '../../controllers/all-controllers.ts';
import { createLinuxHost } from '../host/linux/linux-host.ts';
import { chooseServiceManager } from '../host/linux/service-manager.ts';
import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import type { JournalReader } from '../journal/reader.ts';
import type { Settings } from '../model/settings.ts';
import { planNow, type WavePreview } from '../reconcile/preview/plan-now.ts';

export interface LocalPlanning {
  readonly settings: Settings;
  readonly journal: JournalReader;
  readonly users: UsersFolder;
}

export async function planLocally(
  { settings, journal, users }: LocalPlanning,
  usernames: readonly string[],
): Promise<WavePreview> {
  const manager = await chooseServiceManager(settings.service_manager);
  const host = createLinuxHost({ runDir: settings.run_dir, serviceManager: manager });
  const log = { debug: () => undefined };
  return planNow({ host, journal, users, settings, log, controllers: allControllers }, usernames);
}
