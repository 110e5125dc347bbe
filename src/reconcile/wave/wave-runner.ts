import type { Logger } from 'pino';
import type { Degraded, PlannedCondition } from '../../../controllers/controller.ts';
import type { TrafficMeter } from '../../bandwidth/traffic-meter.ts';
import { NEVER_ABORTED } from '../../host/never-aborted.ts';
import type { WaveTrigger } from '../../journal/event.ts';
import type { Settings } from '../../model/settings.ts';
import type { Target } from '../../model/target.ts';
import type { ScheduledRechecks } from '../../queue/scheduled-rechecks.ts';
import type { Deviation } from '../drift/drift.ts';
import type { DriftPolicy } from '../drift/drift-policy.ts';
import type { ManagedAccounts } from '../intake/managed-accounts.ts';
import { planWave } from '../plan/plan-wave.ts';
import type { UnavailableResource } from '../plan/unavailable-resource.ts';
import { type WaveContext, waveContext } from '../plan/wave-context.ts';
import { NOT_TRIED, type Outcome } from '../progress/outcome.ts';
import { runWave, type WaveDependencies } from './wave.ts';

export interface WaveRunnerParts extends WaveDependencies {
  readonly settings: Settings;
  readonly log: Logger;
  readonly traffic: TrafficMeter;
  readonly accounts: ManagedAccounts;
  readonly drift: DriftPolicy;
  readonly rechecks: ScheduledRechecks;
}

export interface WaveOptions {
  readonly trigger: WaveTrigger;
  readonly stop?: AbortSignal;
}

/** How a wave ended for one account. */
export interface AccountResult {
  readonly outcome: Outcome;
  /** Drift that the wave did not correct. */
  readonly deviations: readonly Deviation[];
  readonly unavailable: readonly UnavailableResource[];
  readonly degraded: readonly Degraded[];
  readonly conditions: readonly PlannedCondition[];
}

export interface WaveReport {
  readonly id: string;
  /** A digest of the settings, the machine and the release that the plans were made with. */
  readonly contextDigest: string;
  /** One result for each target, by username. */
  readonly results: ReadonlyMap<string, AccountResult>;
}

/** Runs waves, one after the other. */
export class WaveRunner {
  readonly #parts: WaveRunnerParts;
  #count = 0;

  constructor(parts: WaveRunnerParts) {
    this.#parts = parts;
  }

  async run(targets: readonly Target[], { trigger, stop = NEVER_ABORTED }: WaveOptions): Promise<WaveReport> {
    const { host, controllers, drift, log } = this.#parts;
    const id = this.newId();

    // Observe the host, and plan what each account needs.
    const context = await this.context();
    const planned = await planWave(host, controllers, targets, context);

    // Decide which drift is corrected. Steps that would correct the other drift are removed from the plans.
    const { plans, toCorrect, leftAlone, isExcluded } = drift.decide(planned, context.digest);
    for (const each of toCorrect)
      log.warn({ ...each }, 'the host was changed by another hand; correcting it');

    // Apply the plans, publish, and verify the result.
    const wave = { id, trigger, plans, context, isExcluded, stop };
    const { outcomes, unavailable, degraded, conditions, rechecks, hasActed } = await runWave(
      this.#parts,
      wave,
    );
    drift.corrected(toCorrect.filter(({ account }) => outcomes.get(account)?.state === 'applied'));
    if (hasActed) log.info({ wave: id, trigger, accounts: targets.length }, 'wave ended');

    // Schedule a recheck where a controller asks for one.
    const now = host.clock.monotonic();
    for (const { username, resource, afterMs, replacesEarlier } of rechecks)
      this.#parts.rechecks.schedule(username, resource, afterMs, now, replacesEarlier);

    const results = new Map<string, AccountResult>();
    for (const username of plans.keys()) {
      results.set(username, {
        outcome: outcomes.get(username) ?? NOT_TRIED,
        deviations: leftAlone.get(username) ?? [],
        unavailable: unavailable.get(username) ?? [],
        degraded: degraded.get(username) ?? [],
        conditions: conditions.get(username) ?? [],
      });
    }
    return { id, contextDigest: context.digest, results };
  }

  /** The id of a new wave, for the journal and the log: the time, and a number that this process uses once. */
  newId(): string {
    return `${this.#parts.host.clock.now().toString(36)}-${(this.#count++).toString(36)}`;
  }

  context(): Promise<WaveContext> {
    const { host, settings, journal, traffic, accounts, after } = this.#parts;
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
