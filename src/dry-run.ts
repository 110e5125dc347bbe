import type { Logger } from 'pino';
import { allControllers } from '../controllers/all-controllers.ts';
import { openHost } from './host/open-host.ts';
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
  const { host, users } = await openHost(settings);
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
