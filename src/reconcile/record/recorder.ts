import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { recordApplied } from '../../desired/record-applied.ts';
import type { Host } from '../../host/host.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { NewEvent } from '../../journal/event.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Account } from '../../model/account.ts';
import { errorMessage } from '../../model/error-message.ts';
import type { Problem } from '../../model/problem.ts';
import type { ResourceKind } from '../../model/resource-kind.ts';
import type { ConditionReason } from '../../model/status/condition.ts';
import { UNDER_WAY_RETRY_MS } from '../../queue/backoff.ts';
import type { PassResult, PassResults } from '../../queue/pass-result.ts';
import { type AccountOutcome, NOT_TRIED } from '../progress/outcome.ts';
import type { AccountReport, WaveReport } from '../wave/wave-runner.ts';
import {
  isRecorded,
  type RecordedStatus,
  type StatusBasis,
  statusAfterWave,
  statusOfHeld,
  statusOfKept,
  statusOfRefused,
  statusOfRetired,
  statusWithServed,
} from './account-status.ts';

interface RecorderDependencies {
  readonly host: Host;
  readonly journal: Journal;
  readonly users: UsersFolder;
  readonly log: Logger;
  readonly kinds: readonly ResourceKind[];
}

/** An accepted set that a wave was to bring its account to. */
export interface AcceptedAccount {
  readonly account: Account;
  /** The revision that meta.json named when the set was read; undefined where it named none. */
  readonly appliedInMeta: string | undefined;
}

// Locks that are asked for at the same time are taken by one helper process.
const WRITERS = 250;

const NOT_IN_WAVE: AccountReport = {
  outcome: NOT_TRIED,
  uncorrected: [],
  unavailable: [],
  degraded: [],
  conditions: [],
};

/** Records how passes ended: in the journal, in the log, and in meta.json. A status that is recorded already is not repeated. */
export class Recorder {
  readonly #dependencies: RecorderDependencies;

  constructor(dependencies: RecorderDependencies) {
    this.#dependencies = dependencies;
  }

  recordRefused(username: string, problems: readonly Problem[]): void {
    this.#record(username, (basis) => statusOfRefused(problems, basis));
  }

  /** What was seen of the account's names from outside. @param faults a line for each name that did not answer as it should */
  recordServed(username: string, faults: readonly string[]): void {
    if (this.#dependencies.journal.account(username) === undefined) return;
    this.#record(username, (basis) => statusWithServed(faults, basis));
  }

  recordHeld(username: string, reason: ConditionReason<'Held'>, message: string): void {
    const { journal, log } = this.#dependencies;
    const held = journal.account(username)?.conditions.find(({ type }) => type === 'Held');
    if (held?.reason !== reason) log.warn({ account: username, reason }, message);
    this.#record(username, (basis) => statusOfHeld(reason, message, basis));
  }

  recordRetired(username: string, phase: 'retiring' | 'retired', message: string): void {
    this.#record(username, (basis) => statusOfRetired(phase, message, basis));
  }

  /** Records how a wave ended for the accounts that it was to bring to their sets, in one transaction of the journal. */
  async recordAccepted(report: WaveReport, sets: readonly AcceptedAccount[]): Promise<PassResults> {
    const { journal, kinds } = this.#dependencies;
    const afterWave = ({ username }: Account) => report.byAccount.get(username) ?? NOT_IN_WAVE;
    journal.append(
      sets.flatMap(({ account }) => {
        const after = afterWave(account);
        return [
          ...this.#eventsOf(report, account, after.outcome),
          ...this.#change(account.username, (basis) => statusAfterWave(after, kinds, basis)),
        ];
      }),
    );
    const passResults = new Map<string, PassResult>();
    const writers = new PQueue({ concurrency: WRITERS });
    await writers.addAll(
      sets.map((set) => async () => {
        passResults.set(set.account.username, await this.#finish(set, afterWave(set.account).outcome));
      }),
    );
    return passResults;
  }

  /** Does the same for accounts whose last accepted set was kept in force, because their latest one is refused or gone. */
  recordKept(report: WaveReport, accounts: readonly Account[]): void {
    const { journal, kinds } = this.#dependencies;
    journal.append(
      accounts.flatMap((account) => {
        const after = report.byAccount.get(account.username) ?? NOT_IN_WAVE;
        return [
          ...this.#eventsOf(report, account, after.outcome),
          ...this.#change(account.username, (basis) => {
            const status = statusAfterWave(after, kinds, basis);
            return basis.before === undefined ? status : statusOfKept(status, basis.before);
          }),
        ];
      }),
    );
  }

  #eventsOf(
    { id: wave, contextDigest }: Pick<WaveReport, 'id' | 'contextDigest'>,
    { username, revision }: Account,
    outcome: AccountOutcome,
  ): NewEvent[] {
    const { journal, log } = this.#dependencies;
    if (outcome.state === 'applied') {
      const before = journal.account(username);
      if (before?.appliedRevision === revision) {
        if (before.appliedContext === contextDigest) return [];
        return [{ kind: 'context.applied', account: username, data: { wave, context: contextDigest } }];
      }
      log.info({ account: username, revision, wave }, 'revision applied');
      return [
        { kind: 'revision.applied', account: username, data: { wave, revision, context: contextDigest } },
      ];
    }
    const { unfinished } = outcome;
    const level = outcome.state === 'waiting' ? 'warn' : 'error';
    log[level]({ account: username, revision, wave, failures: unfinished }, `account ${outcome.state}`);
    return unfinished
      .filter(({ kind }) => kind === 'quarantined')
      .map(({ resource, message }) => ({
        kind: 'account.quarantined',
        account: username,
        // The key is older than the word resource.
        data: { wave, service: resource, message, revision },
      }));
  }

  /** Writes the revision to meta.json once all of it is in force. */
  async #finish({ account, appliedInMeta }: AcceptedAccount, outcome: AccountOutcome): Promise<PassResult> {
    const { username, revision } = account;
    if (outcome.state === 'quarantined') return { state: 'held' };
    if (outcome.state !== 'applied') {
      const error = outcome.unfinished.map(({ message }) => message).join('; ');
      const isUnderWay = outcome.unfinished.every(({ underWay }) => underWay);
      return { state: 'failed', error, ...(isUnderWay && { retryAfterMs: UNDER_WAY_RETRY_MS }) };
    }
    if (appliedInMeta === revision) return { state: 'applied' };
    try {
      const written = await recordApplied(this.#dependencies.users, username, revision);
      if (written.ok) return { state: 'applied' };
      return written.reason === 'gone' ? { state: 'held' } : { state: 'failed', error: written.why };
    } catch (error) {
      return { state: 'failed', error: errorMessage(error) };
    }
  }

  #record(username: string, make: (basis: StatusBasis) => RecordedStatus): void {
    this.#dependencies.journal.append(this.#change(username, make));
  }

  /** The event that makes a status known, or none when it is recorded already. */
  #change(username: string, make: (basis: StatusBasis) => RecordedStatus): NewEvent[] {
    const { journal, host, log } = this.#dependencies;
    const before = journal.account(username);
    const now = host.clock.now();
    const isHistoryOverBudget = journal.isContentBudgetSpent(username, now);
    const status = make({ before, now, isHistoryOverBudget });
    const wasOver = before?.conditions.some(({ reason }) => reason === 'HistoryOverBudget');
    if (isHistoryOverBudget && wasOver !== true)
      log.warn({ account: username }, 'history keeps no more of what this account changes today');
    return isRecorded(status, before)
      ? []
      : [{ kind: 'conditions.changed', account: username, data: status }];
  }
}
