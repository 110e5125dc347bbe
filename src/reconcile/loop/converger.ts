import type { Logger } from 'pino';
import { collectGarbage } from '../../host/process/collect-garbage.ts';
import { isAppliedNow } from '../../journal/applied.ts';
import type { WaveTrigger } from '../../journal/event.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Account } from '../../model/account.ts';
import type { Problem } from '../../model/problem.ts';
import type { PassResult, PassResults } from '../../queue/pass-result.ts';
import type { DriftPolicy } from '../drift/drift-policy.ts';
import { type Intake, revisionInMeta } from '../intake/intake.ts';
import type { LoadedBatch } from '../intake/loaded-batch.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import type { Overrides } from '../override/overrides.ts';
import type { AcceptedAccount, Recorder } from '../record/recorder.ts';
import type { Purger } from '../retire/purger.ts';
import type { WaveRunner } from '../wave/wave-runner.ts';

interface ConvergerDependencies {
  readonly journal: Journal;
  readonly log: Logger;
  readonly accounts: ManagedAccounts;
  readonly intake: Intake;
  readonly overrides: Overrides;
  readonly drift: DriftPolicy;
  readonly waves: WaveRunner;
  readonly recorder: Recorder;
  readonly purger: Purger;
}

interface PassOptions {
  readonly trigger: WaveTrigger;
  /** Accounts whose sets are read although they changed a moment ago, because they keep changing. */
  readonly overdue?: ReadonlySet<string>;
  /** When it aborts, the wave finishes what it has begun and leaves the rest for the next start. */
  readonly stop?: AbortSignal;
}

export interface PassReport {
  /** How the pass ended, for each account that it was asked for. */
  readonly results: PassResults;
  /** Accounts whose sets were refused for a claim of another account, which a set accepted since may have given up. */
  readonly recheckRefused: readonly string[];
}

/** Brings accounts to what their sets ask for. It remembers nothing about the host: every pass observes it again. */
export class Converger {
  readonly #dependencies: ConvergerDependencies;

  constructor(dependencies: ConvergerDependencies) {
    this.#dependencies = dependencies;
  }

  async pass(usernames: readonly string[], options: PassOptions): Promise<PassReport> {
    const { accounts, intake, overrides, waves, recorder, purger } = this.#dependencies;
    const { trigger, overdue } = options;

    // Leave out accounts that are being purged. A folder that is back ends the purge of its account.
    const notPurging = purger.withoutPurging(usernames);

    // Take accounts from the cache of accepted sets, where neither their files nor the rules have changed.
    const cached = await this.#cached(notPurging, trigger);

    // Read and check the sets of the others, portion by portion, so that not all of them are in memory at once. Where an
    // account has an override, it is written into the files of the set before the set is accepted. The journal records
    // which sets are accepted and which are refused. An edit that asks for nothing new ends here.
    const byState: SetsByState = { accepted: [], refused: new Map(), busy: new Map(), vanished: [] };
    const toConverge = [...cached.values()];
    let recheckRefused: readonly string[] = [];
    const unread = notPurging.filter((username) => !cached.has(username));
    for (const { usernames: portion, isHeavy } of intake.portions(unread)) {
      const read = await overrides.writeInto(await intake.read(portion, overdue));
      const refusedForClaims = this.#journalSets(read);
      if (refusedForClaims.length > 0) recheckRefused = refusedForClaims;
      toConverge.push(...this.#accept(read, trigger));
      addTo(byState, read);
      if (isHeavy) collectGarbage();
    }
    const returned = accounts.markReturned([
      ...toConverge.map(({ account }) => account.username),
      ...byState.refused.keys(),
    ]);

    // Where the set is refused or the folder is gone, the last accepted set is kept in force.
    const kept = this.#lastAccepted(byState, trigger, returned);

    // Plan and apply one wave for all of them.
    const wanted = [...toConverge.map(({ account }) => account), ...kept];
    const wave = await waves.run(
      wanted.map((account) => accounts.targetOf(account)),
      options,
    );

    // Record how it ended: in the journal, in the log, and in meta.json. What became of retired accounts is recorded by
    // the review of vanished folders.
    recorder.recordKept(
      wave,
      kept.filter(({ username }) => !accounts.isRetired(username)),
    );
    const results = await recorder.recordAccepted(wave, toConverge);
    return { results: resultsOf(usernames, byState, results), recheckRefused };
  }

  /** Only a resync and a start may skip reading sets; every other pass reads the sets that it was asked for. */
  async #cached(
    usernames: readonly string[],
    trigger: WaveTrigger,
  ): Promise<ReadonlyMap<string, AcceptedAccount>> {
    const { journal, accounts, intake } = this.#dependencies;
    const cached = new Map<string, AcceptedAccount>();
    if (trigger !== 'resync' && trigger !== 'start') return cached;
    for (const [username, appliedInMeta] of await intake.unchanged(usernames)) {
      const account = accounts.get(username);
      if (account === undefined) continue;
      // A start reads again what an earlier run has accepted but not brought into force.
      if (trigger === 'start' && !isAppliedNow(account, journal)) continue;
      cached.set(username, { account, appliedInMeta });
    }
    return cached;
  }

  /** @returns the accounts that were refused for what another one had, when any set was accepted */
  #journalSets(batch: LoadedBatch): readonly string[] {
    const { journal, intake, log, recorder } = this.#dependencies;
    const events = intake.eventsOf(batch);
    journal.append(events);
    for (const event of events) {
      if (event.kind === 'set.tightened')
        log.warn(
          { account: event.account, names: event.data.names },
          'the modes of these files were open to others; they were set right',
        );
      if (event.kind !== 'set.refused') continue;
      const { account, data } = event;
      log.warn({ account, problems: data.problems }, 'set refused; the last accepted one stays in force');
    }
    for (const [username, problems] of batch.refused) recorder.recordRefused(username, problems);
    return events.some(({ kind }) => kind === 'set.observed') ? [...intake.refusedForClaims] : [];
  }

  #accept({ accepted }: LoadedBatch, trigger: WaveTrigger): AcceptedAccount[] {
    const { journal, accounts, drift } = this.#dependencies;
    const sets: AcceptedAccount[] = [];
    for (const { account, meta } of accepted) {
      const appliedInMeta = revisionInMeta(meta);
      const isNotApplied = journal.account(account.username)?.appliedRevision !== account.revision;
      if (isNotApplied) drift.setChanged(account.username);
      accounts.accept(account);
      const isDone = isAppliedNow(account, journal) && appliedInMeta === account.revision;
      if (trigger !== 'edit' || !isDone) sets.push({ account, appliedInMeta });
    }
    return sets;
  }

  /**
   * After an edit: only accounts whose folder came back with a refused set. Nothing else has changed for an account that
   * keeps its last set.
   */
  #lastAccepted(
    { refused, vanished }: SetsByState,
    trigger: WaveTrigger,
    returned: readonly string[],
  ): Account[] {
    const { accounts } = this.#dependencies;
    const usernames =
      trigger === 'edit'
        ? returned.filter((username) => refused.has(username))
        : [...refused.keys(), ...vanished];
    return accounts.all(usernames);
  }
}

/** The accounts of a pass by what became of their sets, without the sets. */
interface SetsByState {
  readonly accepted: string[];
  readonly refused: Map<string, readonly Problem[]>;
  readonly busy: Map<string, number>;
  readonly vanished: string[];
}

function addTo(byState: SetsByState, { accepted, refused, busy, vanished }: LoadedBatch): void {
  for (const { account } of accepted) byState.accepted.push(account.username);
  for (const [username, problems] of refused) byState.refused.set(username, problems);
  for (const [username, retryAfterMs] of busy) byState.busy.set(username, retryAfterMs);
  byState.vanished.push(...vanished);
}

/**
 * An account without a folder, or one that is being purged, is held. One whose set was accepted is applied unless its wave
 * says otherwise: an edit that asks for nothing new has no wave.
 */
function resultsOf(
  usernames: readonly string[],
  { accepted, refused, busy }: SetsByState,
  recorded: PassResults,
): PassResults {
  const results = new Map<string, PassResult>(usernames.map((username) => [username, { state: 'held' }]));
  for (const username of accepted) results.set(username, { state: 'applied' });
  for (const username of refused.keys()) results.set(username, { state: 'refused' });
  for (const [username, retryAfterMs] of busy) results.set(username, { state: 'busy', retryAfterMs });
  for (const [username, result] of recorded) results.set(username, result);
  return results;
}
