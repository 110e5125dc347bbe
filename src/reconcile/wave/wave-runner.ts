import type { Logger } from 'pino';
import type { TrafficMeter } from '../../bandwidth/traffic-meter.ts';
import { NEVER_ABORTED } from '../../host/never-aborted.ts';
import type { WaveTrigger } from '../../journal/event.ts';
import type { Settings } from '../../model/settings.ts';
import type { Target } from '../../model/target.ts';
import type { ScheduledRechecks } from '../../queue/scheduled-rechecks.ts';
import type { UncorrectedDrift } from '../drift/drift.ts';
import type { DriftPolicy } from '../drift/drift-policy.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import { planWave } from '../plan/plan-wave.ts';
import { type WaveContext, waveContext } from '../plan/wave-context.ts';
import { type AccountAfterWave, runWave, type WaveDependencies } from './wave.ts';

interface WaveRunnerDependencies extends WaveDependencies {
  readonly settings: Settings;
  readonly log: Logger;
  readonly traffic: TrafficMeter;
  readonly accounts: ManagedAccounts;
  readonly drift: DriftPolicy;
  readonly rechecks: ScheduledRechecks;
}

interface WaveOptions {
  readonly trigger: WaveTrigger;
  readonly stop?: AbortSignal;
}

export interface AccountReport extends AccountAfterWave {
  readonly uncorrected: readonly UncorrectedDrift[];
}

export interface WaveReport {
  readonly id: string;
  /** A digest of the settings, the machine and the release that the plans were made with. */
  readonly contextDigest: string;
  /** One for each target, by username. */
  readonly byAccount: ReadonlyMap<string, AccountReport>;
}

/** Runs waves, one after the other. */
export class WaveRunner {
  readonly #dependencies: WaveRunnerDependencies;
  #count = 0;

  constructor(dependencies: WaveRunnerDependencies) {
    this.#dependencies = dependencies;
  }

  async run(targets: readonly Target[], { trigger, stop = NEVER_ABORTED }: WaveOptions): Promise<WaveReport> {
    const { host, controllers, drift, log } = this.#dependencies;
    const id = this.newId();

    // Observe the host, and plan what each account needs.
    const context = await this.context();
    const planned = await planWave(host, controllers, targets, context);

    // Decide which drift is corrected. Steps that would correct the other drift are removed from the plans.
    const { plans, toCorrect, uncorrected, isExcluded } = drift.classify(planned, context.digest);
    for (const each of toCorrect)
      log.warn({ ...each }, 'the host was changed by another hand; correcting it');

    // Apply the plans, publish, and verify the result.
    const wave = { id, trigger, plans, context, isExcluded, stop };
    const { byAccount, rechecks, hasJournalled } = await runWave(this.#dependencies, wave);
    drift.corrected(toCorrect.filter(({ account }) => byAccount.get(account)?.outcome.state === 'applied'));
    if (hasJournalled) log.info({ wave: id, trigger, accounts: targets.length }, 'wave ended');

    // Schedule a recheck where a controller asks for one.
    const now = host.clock.monotonic();
    for (const { username, resource, afterMs, replacesEarlier } of rechecks)
      this.#dependencies.rechecks.schedule(username, resource, afterMs, now, replacesEarlier);

    const reports = [...byAccount].map(
      ([username, account]) =>
        [username, { ...account, uncorrected: uncorrected.get(username) ?? [] }] as const,
    );
    return { id, contextDigest: context.digest, byAccount: new Map(reports) };
  }

  /** The id of a new wave, for the journal and the log: the time, and a number that this process uses once. */
  newId(): string {
    return `${this.#dependencies.host.clock.now().toString(36)}-${(this.#count++).toString(36)}`;
  }

  context(): Promise<WaveContext> {
    const { host, settings, journal, traffic, accounts, after } = this.#dependencies;
    return waveContext(host, settings, {
      trafficOf: (username) => traffic.bytesThisMonth(username),
      owns: (item) => journal.owns(item) !== undefined,
      accountsInForce: accounts.everyone(),
      itemsOf: (username) => journal.inventory(username).map(({ item }) => item),
      retriesOf: (username, kind) =>
        journal.afterRetriesOf(username).filter(({ resource }) => resource === kind),
      isRequested: (account, resource, item) => after.isRequested({ account, resource, item }),
    });
  }
}
