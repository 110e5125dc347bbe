// Who an account is on this host never changes while it lives: its uid, its gid and where its home is.

import type { LinuxUser } from '../../host/accounts.ts';
import type { HostReader } from '../../host/host.ts';
import type { JournalReader } from '../../journal/reader.ts';
import type { Account } from '../../model/account.ts';
import type { Problem } from '../../model/problem.ts';
import { quoted } from '../../model/quoted.ts';
import { userItem } from '../../model/user-item.ts';

/**
 * A set that asks for another identity is refused, so that the last good one, by which the account can be looked
 * after and withdrawn, stays what it is. A user that was moved by hand already is accepted as it is.
 */
export async function checkFixedIdentities(
  accounts: readonly Account[],
  { host, journal }: { readonly host: HostReader; readonly journal: JournalReader },
  lastAccepted: ReadonlyMap<string, Account>,
): Promise<ReadonlyMap<string, readonly Problem[]>> {
  const changed = accounts.filter((account) => {
    const before = lastAccepted.get(account.username);
    return before !== undefined && FIELDS.some((field) => before.account[field] !== account.account[field]);
  });
  if (changed.length === 0) return new Map();
  const { users } = await host.accounts.snapshot();
  return new Map(
    changed.flatMap((account) => {
      const user = users.get(account.username);
      if (user === undefined || journal.owns(userItem(account.username)) === undefined) return [];
      const problems = identityProblems(account, user);
      return problems.length === 0 ? [] : [[account.username, problems] as const];
    }),
  );
}

/** Where a set asks for another identity than the one its Linux user has. */
export function identityProblems(account: Account, user: LinuxUser): Problem[] {
  return FIELDS.flatMap((field) => problemWith(field, account, user) ?? []);
}

const FIELDS = ['uid', 'gid', 'home_dir'] as const;

function problemWith(
  field: (typeof FIELDS)[number],
  { username, account }: Account,
  { uid, gid, home }: LinuxUser,
): Problem | undefined {
  const live = { uid, gid, home_dir: home }[field];
  if (account[field] === live) return undefined;
  return {
    file: 'account.json',
    pointer: `/${field}`,
    line: null,
    column: null,
    message: `is ${quoted(account[field])}, and the user ${username} lives with ${quoted(live)}, which never changes`,
    remedy: `write ${JSON.stringify(live)} again; for another one, delete and purge the account and create it again`,
  };
}
