// Accounts as the journal knows them, and those of which there is no more than a folder yet.

import type { AccountState } from '../journal/account-state.ts';
import type { AccountsQuery } from '../journal/reader.ts';
import type { Reading } from './route.ts';

/** Undefined when there is none, or none any more. */
export function knownAccount(reading: Reading, username: string): AccountState | undefined {
  const account = reading.journal.account(username);
  if (account !== undefined && account.purgedAt === null) return account;
  return reading.unseen().includes(username) ? notLookedAt(username) : undefined;
}

/** By name, those of whom the phase may be the one asked for. */
export function* knownAccounts(reading: Reading, query: AccountsQuery): Generator<AccountState> {
  const fits = query.status === undefined && (query.phase ?? 'pending') === 'pending';
  const unseen = reading
    .unseen()
    .filter((name) => fits && name > (query.after ?? ''))
    .sort();
  for (const account of inJournal(reading, query)) {
    if (account.purgedAt !== null) continue;
    while (unseen[0] !== undefined && unseen[0] < account.username) yield notLookedAt(unseen.shift() ?? '');
    yield account;
  }
  yield* unseen.map(notLookedAt);
}

/** A wave is known here before the journal hears how it ended, so those in processing have no phase of it yet. */
function* inJournal({ journal, live }: Reading, query: AccountsQuery): Generator<AccountState> {
  if (query.phase === 'applying') {
    const names = live()
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

function notLookedAt(username: string): AccountState {
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
    fingerprint: null,
    problems: [],
    conditions: [],
    resources: [],
    lastError: null,
    nextRetryAt: null,
    vanishedAt: null,
    retiredAt: null,
    purgedAt: null,
    firstSeenSeq: 0,
    lastEventSeq: 0,
  };
}
