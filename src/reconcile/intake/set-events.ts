import { isDeepStrictEqual } from 'node:util';
import type { NewEvent } from '../../journal/event.ts';
import type { JournalReader } from '../../journal/reader.ts';
import { claimsOf } from '../../model/rules/across-accounts.ts';
import { sitesOf } from '../../model/sites.ts';
import { actorOf } from './actor-of.ts';
import type { AcceptedSet, LoadedBatch } from './loaded-batch.ts';

/** The events that make accepted and refused sets part of history; none for what the journal has already. */
export function setEvents(
  { accepted, refused }: LoadedBatch,
  journal: JournalReader,
  fingerprints: ReadonlyMap<string, string>,
): NewEvent[] {
  const events: NewEvent[] = [];
  for (const set of accepted) {
    const before = journal.account(set.account.username);
    if (before?.desiredRevision !== set.account.revision || before.problems.length > 0)
      events.push(observed(set));
  }
  for (const [username, problems] of refused) {
    const fingerprint = fingerprints.get(username) ?? '';
    const before = journal.account(username);
    if (before?.fingerprint === fingerprint && isDeepStrictEqual(before.problems, problems)) continue;
    events.push({ kind: 'set.refused', account: username, data: { fingerprint, problems: [...problems] } });
  }
  return events;
}

function observed({ account, canonical, fingerprint, changedAtMs, meta }: AcceptedSet): NewEvent {
  const actor = actorOf(meta, changedAtMs);
  const { username, revision } = account;
  const { uid, gid, status, contact_email, primary_domain } = account.account;
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
      fingerprint,
      changed_at: changedAtMs,
      ...(actor === undefined ? {} : { actor }),
    },
  };
}
