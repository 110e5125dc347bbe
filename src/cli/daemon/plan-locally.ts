// Computes a plan in this process, for when no daemon runs.

import { allControllers } from '../../../controllers/all-controllers.ts';
import type { HostReader } from '../../host/host.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { JournalReader } from '../../journal/reader.ts';
import type { Settings } from '../../model/settings.ts';
import { planNow, type WavePreview } from '../../reconcile/preview/plan-now.ts';

interface LocalPlanning {
  readonly settings: Settings;
  readonly journal: JournalReader;
  readonly users: UsersFolder;
  readonly host: HostReader;
}

export async function planLocally(
  { settings, journal, users, host }: LocalPlanning,
  usernames: readonly string[],
): Promise<WavePreview> {
  const log = { debug: () => undefined };
  return planNow({ host, journal, users, settings, log, controllers: allControllers }, usernames);
}
