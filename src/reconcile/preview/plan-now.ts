import type { ResourceController } from '../../../controllers/controller.ts';
import { readTraffic } from '../../bandwidth/traffic-store.ts';
import { localMonth } from '../../host/clock.ts';
import type { Account } from '../../model/account.ts';
import type { Problem } from '../../model/problem.ts';
import type { Target } from '../../model/target.ts';
import { AcceptedSetCache } from '../intake/accepted-set-cache.ts';
import { Intake, type IntakeDependencies } from '../intake/intake.ts';
import { LastGood } from '../intake/last-good.ts';
import { planVanished } from '../retire/plan-vanished.ts';
import { type AccountPlan, isInSync, planWave } from '../wave/plan-wave.ts';
import { waveContext } from '../wave/wave-context.ts';

export interface PlanNowDependencies extends IntakeDependencies {
  readonly controllers: readonly ResourceController[];
}

export interface WavePreview {
  /** Of the accounts that are not in sync. */
  readonly plans: readonly AccountPlan[];
  readonly refused: ReadonlyMap<string, readonly Problem[]>;
  /** Why accounts whose folder is gone are not withdrawn, by username. */
  readonly held: ReadonlyMap<string, string>;
}

/**
 * What a pass over these accounts would do now, worked out by somebody who
 * cannot do it: it reads the host and the journal, and shares no memory with
 * the running engine, which therefore misses nothing that was read here.
 */
export async function planNow(
  { controllers, ...deps }: PlanNowDependencies,
  usernames: readonly string[],
): Promise<WavePreview> {
  const { host, journal, settings } = deps;
  const accounts = new Map<string, Account>();
  const intake = new Intake(deps, new LastGood(journal), new AcceptedSetCache());
  const { accepted, refused, gone } = await intake.read(usernames, new Set(usernames));
  for (const { account } of accepted) accounts.set(account.username, account);
  const vanished = planVanished(deps, gone, host.clock);
  for (const { account } of vanished.targets) accounts.set(account.username, account);
  const traffic = readTraffic(`${settings.state_dir}/traffic.db`, localMonth(host.clock.now()));
  const context = await waveContext(host, settings, {
    trafficOf: (username) => traffic.get(username) ?? 0,
    owns: (item) => journal.owns(item) !== undefined,
    inForce: accounts,
  });
  const targets: Target[] = [
    ...accepted.map(({ account }) => ({ account, lifecycle: account.account.status })),
    ...vanished.targets,
  ];
  const plans = await planWave(host, controllers, targets, context);
  return { plans: [...plans.values()].filter((plan) => !isInSync(plan)), refused, held: vanished.held };
}
