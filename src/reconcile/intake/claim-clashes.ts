import type { JournalReader } from '../../journal/reader.ts';
import type { Account } from '../../model/account.ts';
import type { Problem } from '../../model/problem.ts';
import { resolveClaims } from '../../model/rules/across-accounts.ts';

/**
 * The accounts that claim what only one account can have, and another one has: a domain, a port, a uid. A retired
 * account holds its names until it is purged, and a uid belongs for ever to the account that had it first.
 */
export function claimClashes(
  accounts: readonly Account[],
  lastAccepted: ReadonlyMap<string, Account>,
  journal: JournalReader,
): ReadonlyMap<string, readonly Problem[]> {
  if (accounts.length === 0) return new Map();
  const latest = new Map(lastAccepted);
  for (const account of accounts) latest.set(account.username, account);
  const clashes = new Map<string, readonly Problem[]>(
    resolveClaims(
      latest.values(),
      (claim) => journal.holderOf(claim),
      lastAccepted,
      (username) => journal.account(username)?.phase === 'retired',
    ),
  );
  for (const { username, account } of accounts) {
    const { uid, gid } = account;
    const before = lastAccepted.get(username)?.account;
    // An account that was accepted with these ids has them.
    if (before?.uid === uid && before.gid === gid) continue;
    const past = [
      pastOwner('uid', uid, username, journal.uidOwner(uid)),
      pastOwner('gid', gid, username, journal.gidOwner(gid)),
    ].filter((problem) => problem !== undefined);
    if (past.length > 0 && !clashes.has(username)) clashes.set(username, past);
  }
  return clashes;
}

function pastOwner(
  key: 'uid' | 'gid',
  id: number,
  username: string,
  owner: string | undefined,
): Problem | undefined {
  if (owner === undefined || owner === username) return undefined;
  return {
    file: 'account.json',
    pointer: `/${key}`,
    line: null,
    column: null,
    message: `${key} ${id} once belonged to ${owner}, whose files may still carry it`,
    remedy: `choose a ${key} that was never used`,
  };
}
