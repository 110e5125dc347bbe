import { isDeepStrictEqual } from 'node:util';
import type { NewEvent } from '../../journal/event.ts';
import type { JournalReader } from '../../journal/reader.ts';
import type { Account } from '../../model/account.ts';
import type { OverriddenField } from '../../model/account-override.ts';
import { claimsOf } from '../../model/rules/across-accounts.ts';
import { sitesOf } from '../../model/sites.ts';
import { actorOf } from './actor-of.ts';
import type { AcceptedSet, LoadedBatch } from './loaded-batch.ts';

/** The events that make accepted and refused sets part of history; none for what the journal has already. */
export function setEvents(
  { accepted, refused, tightened }: LoadedBatch,
  journal: JournalReader,
  fingerprints: ReadonlyMap<string, string>,
): NewEvent[] {
  const events: NewEvent[] = [...tightened].map(([account, names]) => ({
    kind: 'set.tightened',
    account,
    data: { names },
  }));
  for (const set of accepted) {
    const before = journal.account(set.account.username);
    const isNews =
      before?.desiredRevision !== set.account.revision ||
      before.problems.length > 0 ||
      before.overrides.length > 0;
    if (isNews) events.push(observed(set));
  }
  for (const [username, problems] of refused) {
    const fingerprint = fingerprints.get(username) ?? '';
    const before = journal.account(username);
    if (before?.fingerprint === fingerprint && isDeepStrictEqual(before.problems, problems)) continue;
    events.push({ kind: 'set.refused', account: username, data: { fingerprint, problems: [...problems] } });
  }
  return events;
}

function observed(set: AcceptedSet): NewEvent {
  const { account, canonical, fingerprint, changedAtMs, meta, metaAfterMs } = set;
  const actor = actorOf(meta, { changedAtMs, metaAfterMs });
  return observedEvent({ account, canonical, fingerprint, changedAtMs, actor });
}

interface ObservedSet {
  readonly account: Account;
  readonly canonical: string;
  readonly fingerprint: string;
  readonly changedAtMs?: number;
  readonly actor: string | undefined;
  /** Fields that the files do not have yet. */
  readonly overrides?: readonly OverriddenField[];
}

export function observedEvent(set: ObservedSet): NewEvent {
  const { account, canonical, fingerprint, changedAtMs, actor, overrides } = set;
  const { username, revision } = account;
  const { uid, gid, status, contact_email, primary_domain } = account.account;
  const databases = account.services.mariadb?.databases.map(({ name }) => name) ?? [];
  return {
    kind: 'set.observed',
    account: username,
    content: canonical,
    data: {
      revision,
      claims: [...claimsOf(account)],
      uid,
      gid,
      status,
      package: account.account.package,
      contact_email,
      primary_domain,
      domains: sitesOf(account).flatMap(({ names }) => names),
      ...(databases.length === 0 ? {} : { databases }),
      fingerprint,
      ...(changedAtMs === undefined ? {} : { changed_at: changedAtMs }),
      ...(actor === undefined ? {} : { actor }),
      ...(overrides === undefined ? {} : { overrides }),
    },
  };
}
