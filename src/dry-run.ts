import type { Logger } from 'pino';
import { allControllers } from '../controllers/all-controllers.ts';
import { processTerminal } from './cli/terminal/terminal.ts';
import { planText } from './cli/views/plan-text.ts';
import { openHost } from './host/open-host.ts';
import { emptyJournal } from './journal/empty-journal.ts';
import { openJournalReader } from './journal/open-journal.ts';
import type { Settings } from './model/settings.ts';
import { planNow } from './reconcile/preview/plan-now.ts';
import { describePlan } from './status/answers/describe-plan.ts';
import { knownUsernames } from './status/known-usernames.ts';

/**
 * Prints what a daemon would do now, as `jopanel plan` does, and changes nothing. A daemon may run meanwhile, and the
 * host may never have had one.
 *
 * @returns the exit code: 0 no changes, 2 there are changes, 1 the sets cannot be listed
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
  const usernames = knownUsernames(users, journal);
  const preview = await planNow(deps, usernames);
  const plan = describePlan(preview, usernames, (item) => journal.owns(item)?.state === 'present');
  const terminal = processTerminal();
  terminal.out(planText(plan, terminal));
  return plan.accounts.length === 0 ? 0 : 2;
}
