// What the daemon would refuse in its own users folder: owners, modes and what the host and the journal know as well.

import { openHost } from '../../host/open-host.ts';
import { emptyJournal } from '../../journal/empty-journal.ts';
import { openJournalReader } from '../../journal/open-journal.ts';
import type { JournalReader } from '../../journal/reader.ts';
import type { Problem } from '../../model/problem.ts';
import type { Settings } from '../../model/settings.ts';
import { AcceptedSetCache } from '../../reconcile/intake/accepted-set-cache.ts';
import { Intake } from '../../reconcile/intake/intake.ts';
import { LastAcceptedSets } from '../../reconcile/intake/last-accepted-sets.ts';

const log = { debug: () => undefined };

/** By username, without the accounts that the daemon would accept. Nothing on the host is changed. */
export async function daemonsProblems(
  settings: Settings,
  usernames: readonly string[],
): Promise<ReadonlyMap<string, readonly Problem[]>> {
  const { host, users } = await openHost(settings);
  const journal = journalOf(settings);
  const intake = new Intake(
    { host, users, journal, settings, log },
    new LastAcceptedSets(journal),
    new AcceptedSetCache(),
  );
  const { refused } = await intake.read(usernames, new Set(usernames));
  return refused;
}

/** An empty one before the daemon ran for the first time. */
function journalOf({ state_dir }: Settings): JournalReader {
  try {
    return openJournalReader(`${state_dir}/journal.db`);
  } catch {
    return emptyJournal();
  }
}
