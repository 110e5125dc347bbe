import type { Logger } from 'pino';
import { allControllers } from '../controllers/all-controllers.ts';
import { createLinuxHost } from './host/linux/linux-host.ts';
import { chooseServiceManager } from './host/linux/service-manager.ts';
import { openUsersFolder } from './host/users-folder/users-folder.ts';
import { emptyJournal } from './journal/empty-journal.ts';
import { openJournalReader } from './journal/open-journal.ts';
import type { Settings } from './model/settings.ts';
import { describePlan } from './reconcile/preview/describe-plan.ts';
import { planNow } from './reconcile/preview/plan-now.ts';
import { knownUsernames } from './status/known-usernames.ts';

/**
 * Prints what a daemon would do now and changes nothing, also beside a running
 * daemon and on a host that never had one.
 *
 * @returns the exit code: 0 nothing to do, 2 there is, 1 the sets cannot be listed
 */
export async function dryRun(settings: Settings, log: Logger): Promise<number> {
  const serviceManager = await chooseServiceManager(settings.service_manager);
  const host = createLinuxHost({ runDir: settings.run_dir, serviceManager });
  const users = openUsersFolder({ path: settings.users_dir, locksDir: `${settings.run_dir}/locks` });
  const listing = users.list();
  if (listing.state !== 'ok') {
    log.error({ listing }, `${settings.users_dir} cannot be read`);
    return 1;
  }
  const hasJournal = (await host.files.list(settings.state_dir)).includes('journal.db');
  using journal = hasJournal ? openJournalReader(`${settings.state_dir}/journal.db`) : emptyJournal();
  const deps = { host, journal, users, controllers: allControllers, settings, log };
  const preview = await planNow(deps, knownUsernames(users, journal));
  process.stdout.write(describePlan(preview));
  return preview.plans.length + preview.refused.size + preview.held.size === 0 ? 0 : 2;
}
