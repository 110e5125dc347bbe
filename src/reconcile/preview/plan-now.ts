import type { ResourceController } from '../../../controllers/controller.ts';
import { readTraffic } from '../../bandwidth/traffic-store.ts';
import { localMonth } from '../../host/clock.ts';
import type { Account } from '../../model/account.ts';
import type { Problem } from '../../model/problem.ts';
import type { Target } from '../../model/target.ts';
import { afterTasks } from '../after/after-phase.ts';
import { AcceptedSetCache } from '../intake/accepted-set-cache.ts';
import { Intake, type IntakeDependencies } from '../intake/intake.ts';
import { LastAcceptedSets } from '../intake/last-accepted-sets.ts';
import { type AccountPlan, isInSync } from '../plan/account-plan.ts';
import { planWave } from '../plan/plan-wave.ts';
import { waveContext } from '../plan/wave-context.ts';
import { planVanished } from '../retire/plan-vanished.ts';

interface PlanNowDependencies extends IntakeDependencies {
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
  { controllers, ...dependencies }: PlanNowDependencies,
  usernames: readonly string[],
): Promise<WavePreview> {
  const { host, journal } = dependencies;
  const lastAccepted = new LastAcceptedSets(journal);
  const intake = new Intake(dependencies, lastAccepted, new AcceptedSetCache());
  const accepted: Account[] = [];
  const refused = new Map<string, readonly Problem[]>();
  const withoutFolder: string[] = [];
  for (const { usernames: portion } of intake.portions(usernames)) {
    const batch = await intake.read(portion, new Set(portion));
    for (const { account } of batch.accepted) accepted.push(account);
    for (const [username, problems] of batch.refused) refused.set(username, problems);
    withoutFolder.push(...batch.vanished);
  }
  const vanished = planVanished({ ...dependencies, clock: host.clock, lastAccepted }, withoutFolder);
  const targets: Target[] = [...accepted.map(targetOf), ...vanished.targets];
  const plans = await planTargets({ controllers, ...dependencies }, targets);
  return { plans, refused, held: vanished.held };
}

/** What would be done for these accounts if their sets were these, whatever the files say now. */
export async function planSets(
  dependencies: PlanNowDependencies,
  accounts: readonly Account[],
): Promise<WavePreview> {
  return {
    plans: await planTargets(dependencies, accounts.map(targetOf)),
    refused: new Map(),
    held: new Map(),
  };
}

function targetOf(account: Account): Target {
  return { account, lifecycle: account.account.status };
}

/** @returns the plans of those for which anything is to be done, also after publishing */
async function planTargets(
  { controllers, host, journal, settings }: PlanNowDependencies,
  targets: readonly Target[],
): Promise<AccountPlan[]> {
  const traffic = readTraffic(`${settings.state_dir}/traffic.db`, localMonth(host.clock.now()));
  const context = await waveContext(host, settings, {
    trafficOf: (username) => traffic.get(username) ?? 0,
    owns: (item) => journal.owns(item) !== undefined,
    accountsInForce: new Map(targets.map(({ account }) => [account.username, account])),
    itemsOf: (username) => journal.inventory(username).map(({ item }) => item),
    retriesOf: (username, kind) =>
      journal.afterRetriesOf(username).filter(({ resource }) => resource === kind),
  });
  const plans = await planWave(host, controllers, targets, context);
  return [...plans.values()].filter((plan) => !isInSync(plan) || afterTasks(plan).length > 0);
}
