import PQueue from 'p-queue';
import type { Logger } from 'pino';
import type { ResourceController, Target } from '../../controllers/controller.ts';
import { type LoadedSet, loadSet } from '../desired/load-set.ts';
import { recordApplied } from '../desired/record-applied.ts';
import type { Host } from '../host/host.ts';
import type { UsersFolder } from '../host/users-folder/users-folder.ts';
import type { NewEvent, WaveTrigger } from '../journal/event.ts';
import type { Journal } from '../journal/journal.ts';
import type { Account } from '../model/account.ts';
import { accountFromCanonical } from '../model/check-set.ts';
import type { HostFacts } from '../model/host-facts.ts';
import { formatProblem, type Problem } from '../model/problem.ts';
import { claimsOf, judgeClaims } from '../model/rules/across-accounts.ts';
import type { Settings } from '../model/settings.ts';
import { sitesOf } from '../model/sites.ts';
import { type AccountStatus, statusAfterWave, statusOfHeld, statusOfRefused } from './account-status.ts';
import { LiveFiles } from './live-files.ts';
import { type AccountPlan, isInSync, planWave } from './plan-wave.ts';
import type { WaveSurroundings } from './surroundings.ts';
import { type Outcome, runWave } from './wave.ts';

export interface ConvergerDependencies {
  readonly host: Host;
  readonly journal: Journal;
  readonly users: UsersFolder;
  readonly controllers: readonly ResourceController[];
  readonly settings: Settings;
  readonly log: Logger;
}

/** How a pass ended for one account. */
export type PassResult =
  | 'applied'
  | 'invalid'
  | 'held'
  | { readonly retry: string }
  /** Somebody is writing the set or holds its lock: come back then. */
  | { readonly busyMs: number };

export interface PassOptions {
  readonly trigger: WaveTrigger;
  /** Accepts sets that are not still yet, because they have been waited for long enough. */
  readonly impatient?: ReadonlySet<string>;
}

// Locks that are asked for in one turn are taken by one helper process.
const READERS = 250;

/**
 * One pass over some accounts: read their sets, decide what is to be in force,
 * run a wave, record how it ended. Holds the account values in force between
 * passes; every pass trusts nothing else that it remembers.
 */
export class Converger {
  readonly #deps: ConvergerDependencies;
  readonly #live: LiveFiles;
  readonly #inForce = new Map<string, Account>();
  readonly #fingerprints = new Map<string, string>();
  #waves = 0;

  private constructor(deps: ConvergerDependencies, live: LiveFiles) {
    this.#deps = deps;
    this.#live = live;
  }

  static async open(deps: ConvergerDependencies): Promise<Converger> {
    const { phpVersions } = await deps.host.facts();
    return new Converger(deps, await LiveFiles.read(deps.host, phpVersions));
  }

  /** Of the set as it was last read, whether accepted or refused. */
  fingerprint(username: string): string | undefined {
    return this.#fingerprints.get(username);
  }

  /** Accounts that are in force or were, whether or not their folder is there. */
  known(): string[] {
    return [...this.#deps.journal.accounts()]
      .filter(({ purgedAt }) => purgedAt === null)
      .map(({ username }) => username);
  }

  async pass(usernames: readonly string[], options: PassOptions): Promise<ReadonlyMap<string, PassResult>> {
    const results = new Map<string, PassResult>();
    const accounts = await this.#takeIn(usernames, options, results);
    const surroundings = await this.#surroundings();
    const wave = `${this.#deps.host.clock.now().toString(36)}-${(this.#waves++).toString(36)}`;
    const { outcomes, hadEffect } = await runWave(
      { ...this.#deps, live: this.#live },
      { id: wave, trigger: options.trigger, targets: accounts.map(targetOf), surroundings },
    );
    if (hadEffect)
      this.#deps.log.info({ wave, trigger: options.trigger, accounts: accounts.length }, 'wave ended');
    for (const account of accounts) {
      const outcome = outcomes.get(account.username) ?? { outcome: 'failed', setbacks: [] };
      await this.#settle(account, outcome, wave, results);
    }
    return results;
  }

  /** What a pass over these accounts would do now. Nothing is changed, nothing is recorded. */
  async plan(usernames: readonly string[]): Promise<{
    readonly plans: readonly AccountPlan[];
    readonly refused: ReadonlyMap<string, readonly Problem[]>;
  }> {
    const { accepted, refused } = await this.#read(usernames, { trigger: 'ask' }, new Map());
    for (const { account } of accepted) this.#inForce.set(account.username, account);
    const plans = await planWave(
      this.#deps.host,
      this.#deps.controllers,
      accepted.map(({ account }) => targetOf(account)),
      await this.#surroundings(),
    );
    return { plans: [...plans.values()].filter((plan) => !isInSync(plan)), refused };
  }

  /** Reads, judges and journals the sets, and returns the accounts that the wave is about. */
  async #takeIn(
    usernames: readonly string[],
    options: PassOptions,
    results: Map<string, PassResult>,
  ): Promise<Account[]> {
    const { journal, log } = this.#deps;
    const { accepted, refused } = await this.#read(usernames, options, results);
    const events: NewEvent[] = [];
    const accounts: Account[] = [];
    for (const set of accepted) {
      const { account } = set;
      const before = journal.account(account.username);
      if (before?.desiredRevision !== account.revision || before.problems.length > 0)
        events.push(observed(set));
      this.#inForce.set(account.username, account);
      if (options.trigger === 'edit' && this.#isSettled(account)) results.set(account.username, 'applied');
      else accounts.push(account);
    }
    for (const [username, problems] of refused) {
      const message = problems.map(formatProblem).join('\n');
      log.warn({ account: username, problems }, 'set refused; the last good one stays in force');
      events.push({
        kind: 'set.refused',
        account: username,
        data: { fingerprint: this.#fingerprints.get(username) ?? '', problems: [...problems] },
      });
      events.push(...this.#statusEvent(username, (before, now) => statusOfRefused(message, before, now)));
      results.set(username, 'invalid');
    }
    // A wave that is not about an edit also keeps in force what refused and vanished sets once asked for.
    if (options.trigger !== 'edit') accounts.push(...this.#lastGood(usernames, accounts));
    journal.append(events);
    return accounts;
  }

  async #read(usernames: readonly string[], options: PassOptions, results: Map<string, PassResult>) {
    const { host, users, settings, log, journal } = this.#deps;
    const facts = await this.#modelFacts();
    const sets: (LoadedSet & { state: 'ok' })[] = [];
    const refused = new Map<string, readonly Problem[]>();
    const readers = new PQueue({ concurrency: READERS });
    await readers.addAll(
      usernames.map((username) => async () => {
        const quietMs = options.impatient?.has(username) ? 0 : settings.quiet_ms;
        const set = await loadSet(users, username, facts, { quietMs, nowMs: host.clock.now() });
        if (set.state === 'ok' || set.state === 'invalid') this.#fingerprints.set(username, set.fingerprint);
        if (set.state === 'ok') sets.push(set);
        else if (set.state === 'invalid') refused.set(username, set.problems);
        else if (set.state === 'busy') results.set(username, { busyMs: set.retryAfterMs });
        else results.set(username, this.#hold(username));
        if (set.state === 'busy') log.debug({ account: username, why: set.why }, 'set is busy');
      }),
    );
    const candidates = new Map(this.#inForce);
    for (const { account } of sets) candidates.set(account.username, account);
    const clashes = judgeClaims(candidates.values(), (claim) => journal.holderOf(claim));
    const accepted = sets.filter(({ account }) => !clashes.has(account.username));
    for (const { account } of sets) {
      const problems = clashes.get(account.username);
      if (problems !== undefined) refused.set(account.username, problems);
    }
    return { accepted: accepted.sort(byUsername), refused };
  }

  /** A folder that is gone asks for nothing yet: what it asked for last stays in force. */
  #hold(username: string): PassResult {
    const { journal, log } = this.#deps;
    this.#fingerprints.delete(username);
    const before = journal.account(username);
    if (before === undefined) return 'held';
    const message = `the folder of ${username} is gone; nothing is removed because something is missing`;
    if (before.vanishedAt === null) {
      log.warn({ account: username }, message);
      journal.append([{ kind: 'account.vanished', account: username, data: {} }]);
    }
    journal.append(
      this.#statusEvent(username, (state, now) => statusOfHeld('Vanished', message, state, now)),
    );
    return 'held';
  }

  /** True when the very set that is asked for is recorded as in force: an edit that changed nothing. */
  #isSettled(account: Account): boolean {
    const state = this.#deps.journal.account(account.username);
    return state?.phase === 'applied' && state.appliedRevision === account.revision;
  }

  #lastGood(usernames: readonly string[], except: readonly Account[]): Account[] {
    const covered = new Set<string>(except.map(({ username }) => username));
    return usernames
      .filter((username) => !covered.has(username))
      .flatMap((username) => this.#remembered(username));
  }

  #remembered(username: string): Account[] {
    const { journal } = this.#deps;
    const known = this.#inForce.get(username);
    if (known !== undefined) return [known];
    const revision = journal.account(username)?.desiredRevision;
    const text = revision === null || revision === undefined ? undefined : journal.revisionText(revision);
    if (text === undefined) return [];
    const checked = accountFromCanonical(username, text);
    if (!checked.ok) return [];
    this.#inForce.set(username, checked.account);
    return [checked.account];
  }

  async #settle(
    account: Account,
    outcome: Outcome,
    wave: string,
    results: Map<string, PassResult>,
  ): Promise<void> {
    const { journal, users, log, controllers } = this.#deps;
    const { username, revision } = account;
    const kinds = controllers.map(({ kind }) => kind);
    const refused = results.get(username);
    // The set on disk is refused or gone, and its last good one was only kept in force.
    if (refused !== undefined) return;
    const events: NewEvent[] = [];
    const state = journal.account(username);
    if (outcome.outcome === 'applied') {
      if (state?.appliedRevision !== revision || state.phase !== 'applied') {
        events.push({ kind: 'revision.applied', account: username, data: { wave, revision } });
        log.info({ account: username, revision, wave }, 'revision applied');
      }
    } else {
      log.error(
        { account: username, revision, wave, setbacks: outcome.setbacks },
        `account ${outcome.outcome}`,
      );
      for (const { kind, resource, message } of outcome.setbacks) {
        if (kind !== 'quarantined') continue;
        events.push({
          kind: 'account.quarantined',
          account: username,
          data: { wave, service: resource, message, revision },
        });
      }
    }
    events.push(
      ...this.#statusEvent(username, (before, now) => statusAfterWave(outcome, kinds, before, now)),
    );
    journal.append(events);
    results.set(username, await resultOf());

    async function resultOf(): Promise<PassResult> {
      if (outcome.outcome === 'quarantined') return 'held';
      if (outcome.outcome === 'failed')
        return { retry: outcome.setbacks.map(({ message }) => message).join('; ') };
      const recorded = await recordApplied(users, username, revision);
      if (recorded.ok) return 'applied';
      return recorded.reason === 'gone' ? 'held' : { retry: recorded.why };
    }
  }

  /** The event that changes the recorded status, or none when it says all of it already. */
  #statusEvent(
    username: string,
    make: (before: ReturnType<Journal['account']>, now: number) => AccountStatus,
  ): NewEvent[] {
    const { journal, host } = this.#deps;
    const before = journal.account(username);
    const status = make(before, host.clock.now());
    const same =
      before !== undefined &&
      before.phase === status.phase &&
      before.lastError === status.last_error &&
      JSON.stringify(before.conditions) === JSON.stringify(status.conditions) &&
      JSON.stringify(before.resources) === JSON.stringify(status.resources);
    return same ? [] : [{ kind: 'conditions.changed', account: username, data: status }];
  }

  async #surroundings(): Promise<WaveSurroundings> {
    const { host, settings, journal } = this.#deps;
    return {
      facts: await host.facts(),
      logDir: settings.log_dir,
      archiveDir: `${settings.state_dir}/archive`,
      owns: (item) => journal.owns(item) !== undefined,
      inForce: this.#inForce,
    };
  }

  async #modelFacts(): Promise<HostFacts> {
    const { host, settings } = this.#deps;
    const { shells, hostname, phpVersions } = await host.facts();
    return {
      uidMin: settings.uid_min,
      uidMax: settings.uid_max,
      homeBases: settings.home_bases,
      shells,
      hostname,
      phpVersions,
    };
  }
}

function observed({ account, canonical, fingerprint }: LoadedSet & { state: 'ok' }): NewEvent {
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
    },
  };
}

function byUsername(a: LoadedSet & { state: 'ok' }, b: LoadedSet & { state: 'ok' }): number {
  return a.account.username < b.account.username ? -1 : 1;
}

function targetOf(account: Account): Target {
  return { account, lifecycle: account.account.status };
}
