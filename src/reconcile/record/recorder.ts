import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { recordApplied } from '../../desired/record-applied.ts';
import type { Host } from '../../host/host.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { AccountState } from '../../journal/account-state.ts';
import type { NewEvent } from '../../journal/event.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Account } from '../../model/account.ts';
import { errorMessage } from '../../model/error-message.ts';
import { formatProblem, type Problem } from '../../model/problem.ts';
import type { ResourceKind } from '../../model/resource-kind.ts';
import type { Outcome } from '../wave/progress.ts';
import {
  type AccountStatus,
  type Deviation,
  statusAfterWave,
  statusOfHeld,
  statusOfKept,
  statusOfRefused,
  statusOfRetired,
} from './account-status.ts';
import type { UnavailableResource } from './unavailable-resource.ts';

/** How a pass ended for one account. */
export type PassResult =
  | 'applied'
  | 'invalid'
  | 'held'
  | { readonly retry: string }
  /** Somebody is writing the set or holds its lock: come back then. */
  | { readonly busyMs: number };

export interface RecorderDependencies {
  readonly host: Host;
  readonly journal: Journal;
  readonly users: UsersFolder;
  readonly log: Logger;
  readonly kinds: readonly ResourceKind[];
}

/** How a wave ended for one account. */
export interface AccountResult {
  readonly account: Account;
  readonly outcome: Outcome;
  readonly deviations: readonly Deviation[];
  readonly unavailable: readonly UnavailableResource[];
  /** What meta.json said when the set was read; undefined where it was not. */
  readonly recorded: string | undefined;
}

// Locks that are asked for in one turn are taken by one helper process.
const WRITERS = 250;

/** Writes down how things ended: in the journal, in the log, and in meta.json. Says nothing twice. */
export class Recorder {
  readonly #deps: RecorderDependencies;

  constructor(deps: RecorderDependencies) {
    this.#deps = deps;
  }

  refused(username: string, problems: readonly Problem[]): void {
    const message = problems.map(formatProblem).join('\n');
    const isNews = this.#deps.journal.account(username)?.lastError !== message;
    if (isNews) {
      this.#deps.log.warn({ account: username, problems }, 'set refused; the last good one stays in force');
    }
    this.#change(username, (before, now) => statusOfRefused(message, before, now));
  }

  held(username: string, reason: string, message: string): void {
    const isNews = this.#deps.journal.account(username)?.lastError !== message;
    if (isNews) this.#deps.log.warn({ account: username, reason }, message);
    this.#change(username, (before, now) => statusOfHeld(reason, message, before, now));
  }

  retired(username: string, phase: 'retiring' | 'retired', message: string): void {
    this.#change(username, (before, now) => statusOfRetired(phase, message, before, now));
  }

  /** Tells the ends of a wave's accounts, all of them in one transaction of the journal. */
  async ended(wave: string, endings: readonly AccountResult[]): Promise<ReadonlyMap<string, PassResult>> {
    const { journal } = this.#deps;
    journal.append(endings.flatMap((ending) => this.#eventsOf(wave, ending, (status) => status)));
    const results = new Map<string, PassResult>();
    const writers = new PQueue({ concurrency: WRITERS });
    await writers.addAll(
      endings.map((ending) => async () => {
        results.set(ending.account.username, await this.#resultOf(ending));
      }),
    );
    return results;
  }

  /** The same of accounts whose last good set was kept in force, because their latest one is refused or gone. */
  kept(wave: string, endings: readonly AccountResult[]): void {
    const keep: Adjust = (status, before) => (before === undefined ? status : statusOfKept(status, before));
    this.#deps.journal.append(endings.flatMap((ending) => this.#eventsOf(wave, ending, keep)));
  }

  #eventsOf(
    wave: string,
    { account, outcome, deviations, unavailable }: AccountResult,
    adjust: Adjust,
  ): NewEvent[] {
    const { journal, log, kinds } = this.#deps;
    const { username, revision } = account;
    const events: NewEvent[] = [];
    if (outcome.outcome === 'applied') {
      if (journal.account(username)?.appliedRevision !== revision) {
        events.push({ kind: 'revision.applied', account: username, data: { wave, revision } });
        log.info({ account: username, revision, wave }, 'revision applied');
      }
    } else {
      const level = outcome.outcome === 'waiting' ? 'warn' : 'error';
      log[level](
        { account: username, revision, wave, failures: outcome.failures },
        `account ${outcome.outcome}`,
      );
      for (const { kind, resource, message } of outcome.failures) {
        if (kind !== 'quarantined') continue;
        events.push({
          kind: 'account.quarantined',
          account: username,
          data: { wave, service: resource, message, revision },
        });
      }
    }
    return [
      ...events,
      ...this.#changeOf(username, (state, now) =>
        adjust(statusAfterWave(outcome, kinds, deviations, unavailable, state, now), state),
      ),
    ];
  }

  async #resultOf({ account, outcome, recorded }: AccountResult): Promise<PassResult> {
    const { username, revision } = account;
    if (outcome.outcome === 'quarantined') return 'held';
    if (outcome.outcome !== 'applied') {
      return { retry: outcome.failures.map(({ message }) => message).join('; ') };
    }
    if (recorded === revision) return 'applied';
    try {
      const written = await recordApplied(this.#deps.users, username, revision);
      if (written.ok) return 'applied';
      return written.reason === 'gone' ? 'held' : { retry: written.why };
    } catch (error) {
      return { retry: errorMessage(error) };
    }
  }

  #change(username: string, make: MakeStatus): void {
    this.#deps.journal.append(this.#changeOf(username, make));
  }

  /** The event that makes a status known, or none when it says what is recorded already. */
  #changeOf(username: string, make: MakeStatus): NewEvent[] {
    const { journal, host } = this.#deps;
    const before = journal.account(username);
    const status = make(before, host.clock.now());
    const isSame =
      before !== undefined &&
      before.phase === status.phase &&
      before.lastError === status.last_error &&
      JSON.stringify(before.conditions) === JSON.stringify(status.conditions) &&
      JSON.stringify(before.resources) === JSON.stringify(status.resources);
    return isSame ? [] : [{ kind: 'conditions.changed', account: username, data: status }];
  }
}

type MakeStatus = (before: AccountState | undefined, now: number) => AccountStatus;
type Adjust = (status: AccountStatus, before: AccountState | undefined) => AccountStatus;
