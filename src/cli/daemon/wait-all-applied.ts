// Waits until many revisions are applied, or cannot be.

import { systemClock } from '../../host/clock.ts';
import { BlockedSince } from '../../status/blocked-since.ts';
import { revisionOutcome } from '../../status/revision-outcome.ts';
import { fetchAllAccounts } from './fetch-all-accounts.ts';
import type { StatusClient } from './status-client.ts';
import {
  notApplied,
  notAppliedInTime,
  notAppliedYet,
  unknownWhetherApplied,
  type Waited,
} from './wait-applied.ts';

interface AwaitedAccounts {
  /** By username. */
  readonly revisions: ReadonlyMap<string, string>;
  readonly timeoutMs: number;
}

/** One answer tells of 500 accounts, so that a thousand cost little more than one. */
const EVERY_MS = 250;

/** @param report is called with how many are applied so far */
export async function waitAllApplied(
  client: StatusClient,
  { revisions, timeoutMs }: AwaitedAccounts,
  report: (applied: number) => void,
): Promise<ReadonlyMap<string, Waited>> {
  const begun = systemClock.monotonic();
  const outcomes = new Map<string, Waited>();
  const endAll = (end: (username: string) => Waited) => {
    for (const username of revisions.keys())
      if (!outcomes.has(username)) outcomes.set(username, end(username));
  };
  const blockedSince = new BlockedSince();
  let applied = 0;
  while (outcomes.size < revisions.size) {
    const answer = await fetchAllAccounts(client);
    if (answer.ok) {
      for (const account of answer.value) {
        const { username } = account;
        const revision = revisions.get(username);
        if (revision === undefined || outcomes.has(username)) continue;
        const outcome = revisionOutcome(account, revision);
        if (outcome === 'unknown') {
          if (blockedSince.look(account, revision, systemClock.monotonic()))
            outcomes.set(username, notAppliedYet(account));
          continue;
        }
        outcomes.set(username, outcome === 'applied' ? { ok: true } : notApplied(account));
        if (outcome === 'applied') applied += 1;
      }
      report(applied);
    } else if (answer.why !== 'refused') endAll(() => unknownWhetherApplied(answer.message));
    if (systemClock.monotonic() - begun > timeoutMs)
      endAll((username) => notAppliedInTime(username, timeoutMs));
    if (outcomes.size < revisions.size) await systemClock.sleep(EVERY_MS);
  }
  return outcomes;
}
