import type { Logger } from 'pino';
import type { ResourceController } from '../../../controllers/controller.ts';
import type { Service } from '../../../services/service.ts';
import type { TrafficMeter } from '../../bandwidth/traffic-meter.ts';
import type { Host } from '../../host/host.ts';
import type { MachineFacts } from '../../host/machine-facts.ts';
import type { UsersFolder } from '../../host/users-folder/users-folder.ts';
import type { WaveTrigger } from '../../journal/event.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Account } from '../../model/account.ts';
import type { Settings } from '../../model/settings.ts';
import type { Target } from '../../model/target.ts';
import { ScheduledRechecks } from '../../queue/scheduled-rechecks.ts';
import { AfterPhase } from '../after/after-phase.ts';
import type { Drift } from '../drift/drift.ts';
import { without } from '../drift/drift.ts';
import { DriftPolicy, isAbout } from '../drift/drift-policy.ts';
import { AcceptedSetCache } from '../intake/accepted-set-cache.ts';
import { Intake, recordedIn } from '../intake/intake.ts';
import { ManagedAccounts } from '../intake/managed-accounts.ts';
import { LiveFiles } from '../publish/live-files.ts';
import { ReloadPace } from '../publish/reload-pace.ts';
import type { Deviation } from '../record/account-status.ts';
import { isApplied } from '../record/is-applied.ts';
import { type AccountResult, type PassResult, Recorder } from '../record/recorder.ts';
import { archiveWave } from '../wave/archive-wave.ts';
import { type AccountPlan, planWave } from '../wave/plan-wave.ts';
import { type Outcome, STOPPED } from '../wave/progress.ts';
import { runWave } from '../wave/wave.ts';
import { type WaveContext, waveContext } from '../wave/wave-context.ts';

export interface ConvergerDependencies {
  readonly host: Host;
  readonly journal: Journal;
  readonly users: UsersFolder;
  readonly controllers: readonly ResourceController[];
  /** Of a host, in the order in which they come up. */
  readonly services: (facts: MachineFacts) => readonly Service[];
  readonly settings: Settings;
  readonly log: Logger;
  readonly traffic: TrafficMeter;
}

export interface PassOptions {
  readonly trigger: WaveTrigger;
  /** Accounts whose sets are read though they are not still, because they have been waited for long enough. */
  readonly impatient?: ReadonlySet<string>;
  readonly stop?: AbortSignal;
}

/** Does work that must not run beside a wave, and returns what comes of it. */
export type RunExclusive = <T>(work: () => Promise<T>) => Promise<T>;

export interface PurgeOptions {
  /** Without it nothing else may run until the purge is over. */
  readonly runExclusive?: RunExclusive;
  readonly stop?: AbortSignal;
}

/**
 * One pass over some accounts: read their sets, decide what is to be in force,
 * run a wave, record how it ended. Nothing that it remembers is trusted about
 * the host: every pass observes anew.
 */
export class Converger {
  readonly inForce: ManagedAccounts;
  readonly recorder: Recorder;
  readonly pace = new ReloadPace();
  readonly looks = new ScheduledRechecks();
  readonly #deps: ConvergerDependencies;
  readonly after: AfterPhase;
  readonly #live = new LiveFiles();
  readonly #intake: Intake;
  readonly #standing: AcceptedSetCache;
  readonly #drift: DriftPolicy;
  readonly #toReconsider = new Set<string>();
  readonly #purging = new Map<string, AbortController>();
  #waves = 0;

  private constructor(deps: ConvergerDependencies, standing: AcceptedSetCache) {
    const { clock } = deps.host;
    this.#deps = deps;
    this.inForce = new ManagedAccounts(deps.journal, clock);
    this.recorder = new Recorder({ ...deps, kinds: deps.controllers.map(({ kind }) => kind) });
    this.#standing = standing;
    this.#intake = new Intake(deps, this.inForce, standing);
    this.after = new AfterPhase({ ...deps, random: Math.random });
    this.#drift = new DriftPolicy(deps.journal, deps.settings.drift, clock);
  }

  static async open(deps: ConvergerDependencies): Promise<Converger> {
    const { journal, log, host } = deps;
    const abandoned = journal.openWaves();
    if (abandoned.length > 0)
      log.warn({ waves: abandoned.length }, 'the last run was cut short; converging from there');
    journal.append(abandoned.map(({ wave }) => ({ kind: 'wave.abandoned', account: null, data: { wave } })));
    // Nothing needs it: what the disk does not give back is as good as never kept.
    const kept = await host.files.read(standingPath(deps.settings)).catch(() => undefined);
    const standing = new AcceptedSetCache(kept?.kind === 'file' ? kept.text : '');
    return new Converger(deps, standing);
  }

  /** Of the set as it was last read, whether accepted or refused. */
  fingerprint(username: string): string | undefined {
    return this.#intake.fingerprint(username);
  }

  async pass(everyone: readonly string[], options: PassOptions): Promise<ReadonlyMap<string, PassResult>> {
    const { journal } = this.#deps;
    const results = new Map<string, PassResult>();
    const usernames = everyone.filter((username) => !this.#purging.has(username));
    for (const [username, purge] of this.#purging) {
      if (!everyone.includes(username)) continue;
      results.set(username, 'held');
      if (this.#hasFolder(username)) purge.abort();
    }
    const recorded = new Map<string, string | undefined>();
    const accounts: Account[] = [];
    // These are about the host. What an edit or a sweep would have brought up has been read already.
    const isAboutHost = options.trigger === 'resync' || options.trigger === 'start';
    const unchanged = isAboutHost ? await this.#intake.unchanged(usernames) : new Map();
    for (const account of this.#lastGood([...unchanged.keys()])) {
      // What an earlier run has accepted and not brought into force is taken up like an order that comes in now.
      if (options.trigger === 'start' && !this.#isApplied(account)) continue;
      accounts.push(account);
      recorded.set(account.username, unchanged.get(account.username));
    }
    const unread = usernames.filter((username) => !recorded.has(username));
    const taken = await this.#intake.read(unread, options.impatient);
    const events = this.#intake.eventsOf(taken);
    journal.append(events);
    if (events.some(({ kind }) => kind === 'set.observed')) {
      for (const username of this.#intake.clashing) this.#toReconsider.add(username);
    }
    for (const [username, problems] of taken.refused) {
      this.recorder.refused(username, problems);
      results.set(username, 'invalid');
    }
    for (const [username, busyMs] of taken.busy) results.set(username, { busyMs });
    for (const username of taken.gone) results.set(username, 'held');

    for (const { account, meta } of taken.accepted) {
      recorded.set(account.username, recordedIn(meta));
      if (journal.account(account.username)?.appliedRevision !== account.revision) {
        this.#drift.newOrder(account.username);
      }
      this.inForce.accept(account);
      const isKnown = this.#isApplied(account) && recordedIn(meta) === account.revision;
      if (options.trigger === 'edit' && isKnown) results.set(account.username, 'applied');
      else accounts.push(account);
    }
    this.inForce.markReturned(accounts.map(({ username }) => username));
    // A folder that is back restores its account, if only to how it was last accepted.
    const restored = this.inForce.markReturned([...taken.refused.keys()]);
    // An edit is about what it changed; every other pass also keeps the last good of what is refused or gone.
    const kept = options.trigger === 'edit' ? restored : [...taken.refused.keys(), ...taken.gone];
    accounts.push(...this.#lastGood(kept));

    await this.#converge(accounts, recorded, options, results);
    return results;
  }

  /** Accounts that were refused for what another one has, where that may since have been given up. */
  takeReconsidered(): readonly string[] {
    const usernames = [...this.#toReconsider];
    this.#toReconsider.clear();
    return usernames;
  }

  /** Lets the next start go on from what is known of the sets now. Without it, or when it is lost, that one reads them all. */
  async saveAcceptedSets(): Promise<void> {
    const text = this.#standing.toText();
    if (text === undefined) return;
    const { host, settings } = this.#deps;
    try {
      // After a power cut a file may look as it did and hold something else; what is kept here is on the disk.
      await host.files.sync(settings.users_dir);
      await host.files.put([{ path: standingPath(settings), text, mode: 0o600, uid: 0, gid: 0 }]);
    } catch (error) {
      this.#standing.markUnsaved();
      throw error;
    }
  }

  /** Withdraws accounts whose folders are gone. @returns those for which it is done */
  async retire(usernames: readonly string[], stop?: AbortSignal): Promise<readonly string[]> {
    const accounts = this.#lastGood(usernames);
    const targets = accounts.map((account): Target => ({ account, lifecycle: 'retired' }));
    const { outcomes } = await this.#wave(targets, { trigger: 'edit', ...(stop && { stop }) });
    const done: string[] = [];
    for (const { username } of accounts) {
      const outcome = outcomes.get(username);
      if (outcome?.outcome === 'applied') {
        // The status first: until it is noted as retired, whoever starts anew finishes this.
        this.recorder.retired(username, 'retired', '');
        this.inForce.markRetired(username);
        this.#deps.log.warn(
          { account: username },
          'account retired: everything is withdrawn, its home stays',
        );
        done.push(username);
      } else {
        const why = outcome?.failures.map(({ message }) => message).join('; ') ?? 'nothing is known of it';
        this.recorder.retired(username, 'retiring', why);
      }
    }
    return done;
  }

  /**
   * Archives the home of a retired account and removes the account. Until that is
   * over no pass takes the account; a folder that comes back ends it.
   *
   * @returns why not, when it is not done
   */
  async purge(
    username: string,
    { runExclusive = atOnce, stop = NEVER }: PurgeOptions = {},
  ): Promise<string | undefined> {
    if (this.#purging.has(username)) return `${username} is being purged already`;
    const isBack = new AbortController();
    this.#purging.set(username, isBack);
    try {
      const why = await this.#purge(username, runExclusive, AbortSignal.any([stop, isBack.signal]));
      if (why === undefined) return undefined;
      if (isBack.signal.aborted) return `the folder of ${username} is back`;
      return stop.aborted ? STOPPED : why;
    } finally {
      this.#purging.delete(username);
    }
  }

  async #purge(username: string, runExclusive: RunExclusive, stop: AbortSignal): Promise<string | undefined> {
    const account = this.inForce.get(username);
    if (account === undefined) return `there is no account ${username}`;
    const bring = (lifecycle: 'retired' | 'purged') =>
      runExclusive(async () => {
        if (!this.inForce.isRetired(username) || this.#hasFolder(username)) {
          return `${username} is not retired; take its folder away first and wait until it is`;
        }
        const { outcomes } = await this.#wave([{ account, lifecycle }], { trigger: 'ask', stop });
        const why = whyNot(outcomes.get(username));
        if (why === undefined && lifecycle === 'purged') {
          this.inForce.markPurged(username, await this.#archiveOf(username));
          this.#deps.log.warn({ account: username }, 'account purged');
        }
        return why;
      });
    return (
      // Whatever was opened again since it was retired: nobody may change what is being archived.
      (await bring('retired')) ??
      whyNot(
        await archiveWave(
          this.#deps,
          this.#newWaveId(),
          { account, lifecycle: 'purged' },
          await this.#context(),
          stop,
        ),
      ) ??
      (await bring('purged'))
    );
  }

  #hasFolder(username: string): boolean {
    return this.#deps.users.fingerprint(username) !== undefined;
  }

  #newWaveId(): string {
    return `${this.#deps.host.clock.now().toString(36)}-${(this.#waves++).toString(36)}`;
  }

  /** Archives carry the time in their names, so the last by name is the one just made. */
  async #archiveOf(username: string): Promise<string | null> {
    const { archiveDir } = await this.#context();
    const archives = await this.#deps.host.files.list(archiveDir);
    const newest = archives.filter((name) => name.startsWith(`${username}-`)).at(-1);
    return newest === undefined ? null : `${archiveDir}/${newest}`;
  }

  async #converge(
    accounts: readonly Account[],
    recorded: ReadonlyMap<string, string | undefined>,
    options: PassOptions,
    results: Map<string, PassResult>,
  ): Promise<void> {
    const targets = accounts.map((account) => this.inForce.targetOf(account));
    const { id, outcomes, unavailable, rechecks, deviations } = await this.#wave(targets, options);
    const now = this.#deps.host.clock.monotonic();
    for (const { username, afterMs, replaces } of rechecks) {
      this.looks.schedule(username, afterMs, now, replaces);
    }
    const endings = accounts.map((account) => ({
      account,
      outcome: outcomes.get(account.username) ?? { outcome: 'failed' as const, failures: [] },
      deviations: deviations.get(account.username) ?? [],
      unavailable: unavailable.get(account.username) ?? [],
      recorded: recorded.get(account.username),
    }));
    // What is refused or gone was only kept in force; how its pass ended is told already.
    const isKept = ({ account }: AccountResult) => results.has(account.username);
    const isRetired = ({ account }: AccountResult) => this.inForce.isRetired(account.username);
    this.recorder.kept(
      id,
      endings.filter((ending) => isKept(ending) && !isRetired(ending)),
    );
    const ended = endings.filter((ending) => !isKept(ending));
    for (const [username, result] of await this.recorder.ended(id, ended)) results.set(username, result);
  }

  async #wave(targets: readonly Target[], { trigger, stop = NEVER }: PassOptions) {
    const { host, controllers, log } = this.#deps;
    const context = await this.#context();
    const id = this.#newWaveId();
    const all = await planWave(host, controllers, targets, context);
    const plans = new Map<string, AccountPlan>();
    const heal: Drift[] = [];
    const left: Drift[] = [];
    const deviations = new Map<string, Deviation[]>();
    for (const [username, plan] of all) {
      const verdict = this.#drift.judge(plan, isApplied(plan.target, this.#deps.journal));
      this.#drift.endSettled(username, verdict.contested);
      heal.push(...verdict.heal);
      left.push(...verdict.leave);
      if (verdict.leave.length > 0) {
        deviations.set(
          username,
          verdict.leave.map((drift) => deviationOf(drift, verdict.contested.includes(drift))),
        );
      }
      plans.set(username, verdict.leave.length === 0 ? plan : without(plan, isAbout(verdict.leave)));
    }
    this.#drift.found([...heal, ...left.filter((drift) => this.#isNews(drift))]);
    for (const drift of heal) log.warn({ ...drift }, 'the host was changed by another hand; correcting it');
    const leave = isAbout(left);
    const wave = { id, trigger, plans, context, leave, stop };
    const { outcomes, unavailable, rechecks, hadEffect } = await runWave(
      { ...this.#deps, live: this.#live, pace: this.pace, after: this.after },
      wave,
    );
    this.#drift.healed(heal.filter(({ account }) => outcomes.get(account)?.outcome === 'applied'));
    if (hadEffect) log.info({ wave: id, trigger, accounts: targets.length }, 'wave ended');
    return {
      id,
      outcomes: outcomes satisfies ReadonlyMap<string, Outcome>,
      unavailable,
      rechecks,
      deviations,
    };
  }

  #lastGood(usernames: readonly string[]): Account[] {
    return usernames.map((username) => this.inForce.get(username)).filter((account) => account !== undefined);
  }

  /** True when the very set that is asked for is recorded as in force: an edit that changed nothing. */
  #isApplied({ username, revision }: Account): boolean {
    const state = this.#deps.journal.account(username);
    return state?.phase === 'applied' && state.appliedRevision === revision && state.vanishedAt === null;
  }

  /** Whether a deviation that is left alone is not in the status yet. */
  #isNews({ account, resource, item }: Drift): boolean {
    const state = this.#deps.journal.account(account);
    const told = state?.conditions.find(({ type }) => type === 'Drifted')?.message ?? '';
    return !told.includes(`${resource}: ${item}`);
  }

  #context(): Promise<WaveContext> {
    const { host, settings, journal, traffic } = this.#deps;
    return waveContext(host, settings, {
      trafficOf: (username) => traffic.bytesThisMonth(username),
      owns: (item) => journal.owns(item) !== undefined,
      inForce: this.inForce.everyone(),
    });
  }
}

function standingPath({ state_dir }: Settings): string {
  return `${state_dir}/standing-sets.json`;
}

const NEVER = new AbortController().signal;
const atOnce: RunExclusive = (work) => work();

function whyNot(outcome: Outcome | undefined): string | undefined {
  if (outcome === undefined) return 'it was not tried';
  return outcome.outcome === 'applied'
    ? undefined
    : outcome.failures.map(({ message }) => message).join('; ');
}

function deviationOf({ resource, item, expected, found }: Drift, isContested: boolean): Deviation {
  const values = `expected: ${expected}; found: ${found}`;
  return { resource, isContested, message: `${resource}: ${item} was changed by another hand (${values})` };
}
