// The accounts of the journal, and the folders that the daemon has not read yet.

import type { AccountsQuery } from '../journal/account-queries.ts';
import type { AccountState } from '../journal/account-state.ts';
import { looksLikeUsername } from '../model/values/username.ts';
import type { StatusContext } from './context.ts';

/** Undefined when there is no such account, or when it was purged. */
export function knownAccount(context: StatusContext, username: string): AccountState | undefined {
  const account = context.journal.account(username);
  if (account !== undefined && account.purgedAt === null) return account;
  const isFolder = looksLikeUsername(username) && context.files(username) !== undefined;
  return isFolder || context.unreadFolders().includes(username) ? unreadAccount(username) : undefined;
}

/** Accounts by name. Of the phase it lets more through than match: the shown phase is decided later. */
export function* knownAccounts(context: StatusContext, query: AccountsQuery): Generator<AccountState> {
  const fits = query.status === undefined && (query.phase ?? 'pending') === 'pending';
  const unread = context
    .unreadFolders()
    .filter((name) => fits && name > (query.after ?? ''))
    .sort();
  for (const account of accountsInJournal(context, query)) {
    if (account.purgedAt !== null) continue;
    while (unread[0] !== undefined && unread[0] < account.username) yield unreadAccount(unread.shift() ?? '');
    yield account;
  }
  yield* unread.map(unreadAccount);
}

function* accountsInJournal(context: StatusContext, query: AccountsQuery): Generator<AccountState> {
  const { journal } = context;
  // The journal records a wave when it ends, so accounts in processing are found in the queue.
  if (query.phase === 'applying') {
    const names = context
      .snapshot()
      .queue.processing.map(({ username }) => username)
      .sort();
    for (const name of names) {
      const account = journal.account(name);
      if (account !== undefined && name > (query.after ?? '')) yield account;
    }
    return;
  }
  for (let { after = '' } = query; ; ) {
    const page = journal.accountPage({ ...query, after });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < query.limit) return;
    after = last.username;
  }
}

function unreadAccount(username: string): AccountState {
  return {
    username,
    uid: null,
    gid: null,
    status: null,
    package: null,
    contactEmail: null,
    primaryDomain: null,
    domains: [],
    phase: 'pending',
    desiredRevision: null,
    attemptedRevision: null,
    appliedRevision: null,
    appliedAt: null,
    appliedContext: null,
    fingerprint: null,
    problems: [],
    conditions: [],
    resources: [],
    drifted: [],
    overrides: [],
    overriddenBy: null,
    lastError: null,
    nextRetryAt: null,
    vanishedAt: null,
    retiredAt: null,
    purgedAt: null,
    firstSeenSeq: 0,
    lastEventSeq: 0,
  };
}
