// What the commands that write sets need of this host: the sets, the facts that sets are checked against, and the
// claims of other accounts.

import type { HostReader } from '../../host/host.ts';
import { openHost } from '../../host/open-host.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import { withHeldNames } from '../../journal/held-names.ts';
import { openJournalReader } from '../../journal/open-journal.ts';
import type { JournalReader } from '../../journal/reader.ts';
import type { Account } from '../../model/account.ts';
import { checkSet } from '../../model/check-set.ts';
import { type HostFacts, hostFactsOf } from '../../model/host-facts.ts';
import type { Problem } from '../../model/problem.ts';
import { resolveClaims } from '../../model/rules/across-accounts.ts';
import type { Settings } from '../../model/settings.ts';
import { hostSettings } from '../settings/host-settings.ts';

export interface DesiredState {
  readonly settings: Settings;
  readonly host: HostReader;
  readonly users: UsersFolder;
  readonly facts: HostFacts;
  /** Undefined before the first run of the daemon. */
  readonly journal: JournalReader | undefined;
  /** Checks whether another account holds what this account asks for. */
  findClashes(account: Account): readonly Problem[];
  /** The same for many at once, of each other as well; by username. */
  clashesOf(accounts: readonly Account[]): ReadonlyMap<string, readonly Problem[]>;
}

export async function openDesiredState(): Promise<DesiredState> {
  const settings = hostSettings();
  const { state_dir } = settings;
  const { host, users } = await openHost(settings);
  const journal = journalIfThere(`${state_dir}/journal.db`);
  const facts = withHeldNames(hostFactsOf(await host.facts(), settings), journal);
  function clashesOf(accounts: readonly Account[]) {
    const others = otherAccounts(users, new Set(accounts.map(({ username }) => username)), facts);
    return resolveClaims(
      [...others, ...accounts],
      (claim) => journal?.holderOf(claim),
      new Map(),
      (username) => journal?.account(username)?.phase === 'retired',
    );
  }
  return {
    settings,
    host,
    users,
    facts,
    journal,
    clashesOf,
    findClashes: (account) => clashesOf([account]).get(account.username) ?? [],
  };
}

/** Refused sets claim nothing here; the daemon decides by the sets that it accepted last. */
function otherAccounts(users: UsersFolder, except: ReadonlySet<string>, facts: HostFacts): Account[] {
  const listing = users.list();
  if (listing.state !== 'ok') return [];
  return listing.usernames
    .filter((name) => !except.has(name))
    .flatMap((name) => {
      const set = users.read(name);
      const checked = set.state === 'read' ? checkSet(name, set.files, facts) : undefined;
      return checked?.ok ? [checked.account] : [];
    });
}

function journalIfThere(path: string): JournalReader | undefined {
  try {
    return openJournalReader(path);
  } catch {
    return undefined;
  }
}
