// What the host is: its users, what the daemon recorded, and what a pass of the daemon would still do.

import { fetchAllAccounts } from '../../src/cli/daemon/fetch-all-accounts.ts';
import { planLocally } from '../../src/cli/daemon/plan-locally.ts';
import { statusClient } from '../../src/cli/daemon/status-client.ts';
import { emptyJournal } from '../../src/journal/empty-journal.ts';
import { formatProblem } from '../../src/model/problem.ts';
import { supplementaryGroups } from '../adopt/adoption-findings.ts';
import type { HostView } from '../verify/compare-host.ts';
import type { MigrationContext } from './migration-context.ts';

export async function viewHost(
  { invocation, state }: MigrationContext,
  usernames: readonly string[],
): Promise<HostView | string> {
  const everyone = await fetchAllAccounts(await statusClient({ socket: invocation.socket, offline: true }));
  if (!everyone.ok) return everyone.message;
  const { settings, host, users } = state;
  const journal = state.journal ?? emptyJournal();
  const { plans, refused } = await planLocally({ settings, host, users, journal }, usernames);
  const open = new Map<string, string[]>();
  for (const { target, byResource } of plans) {
    const steps = [...byResource.values()].flatMap(({ actions, publications, blocked }) => [
      ...[...actions, ...publications].map(({ summary }) => summary),
      ...(blocked === undefined ? [] : [blocked.message]),
    ]);
    open.set(target.account.username, steps);
  }
  for (const [username, problems] of refused) open.set(username, problems.map(formatProblem));
  return {
    users: await host.accounts.lookUp(usernames),
    groups: supplementaryGroups(await host.accounts.snapshot(), settings.allowed_groups),
    recorded: new Map(
      everyone.value.map(({ username, phase, revisions }) => [
        username,
        { phase, applied: revisions.applied },
      ]),
    ),
    open,
  };
}
