// Takes an account through its lives, one controller at a time, on a simulated host.

import { allControllers } from '../../controllers/all-controllers.ts';
import type { Plan, ResourceController } from '../../controllers/controller.ts';
import { allServices } from '../../services/all-services.ts';
import type { Publication, Service } from '../../services/service.ts';
import type { Host } from '../../src/host/host.ts';
import type { Account } from '../../src/model/account.ts';
import type { Step } from '../../src/model/step.ts';
import type { Target } from '../../src/model/target.ts';
import type { WaveContext } from '../../src/reconcile/plan/wave-context.ts';
import { filesToChange } from '../../src/reconcile/publish/files-to-change.ts';
import { stagesOf } from '../../src/reconcile/publish/stage-order.ts';
import { contextOn } from '../context.ts';
import { Effects } from '../sim/effects.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import type { Machine } from '../sim/machine.ts';
import { createSimHost } from '../sim/sim-host.ts';

const NEVER = new AbortController().signal;

export type Lifecycle = Target['lifecycle'];

export interface Bench {
  readonly machine: Machine;
  readonly effects: Effects;
  readonly host: Host;
  /** The inventory. */
  readonly owned: Set<string>;
}

export function bench(machine: Machine = freshMachine()): Bench {
  const effects = new Effects();
  return { machine, effects, host: createSimHost({ machine, effects }), owned: new Set() };
}

export async function contextOf({ host, owned }: Bench, account: Account): Promise<WaveContext> {
  return contextOn(host, {
    owns: (item) => owned.has(item),
    accountsInForce: new Map([[account.username, account]]),
  });
}

export async function planOf(on: Bench, controller: ResourceController, target: Target): Promise<Plan> {
  const plans = await controller.planAll(on.host, [target], await contextOf(on, target.account));
  const plan = plans.get(target.account.username);
  if (plan === undefined || plans.size !== 1)
    throw new Error(`${controller.kind} planned for another account`);
  return plan;
}

export function stepsIn({ actions, publications }: Plan): Step[] {
  return [...actions, ...publications];
}

export interface Doing {
  readonly on: Bench;
  readonly target: Target;
  /** How often each step is done. */
  readonly times?: (step: Step) => number;
  readonly afterEach?: (step: Step) => void;
}

/** Plans everything and does it in the order of a wave: up, live, down. */
export async function bringAbout({
  on,
  target,
  times = () => 1,
  afterEach = () => {},
}: Doing): Promise<void> {
  const plans: Plan[] = [];
  for (const controller of allControllers) plans.push(await planOf(on, controller, target));
  const actions = (direction: Step['direction']) => (plan: Plan) =>
    plan.actions.filter((action) => action.direction === direction);
  const done = async (step: Step, act: () => Promise<void>) => {
    for (const item of step.owns) on.owned.add(item);
    for (let time = 0; time < times(step); time += 1) await act();
    for (const item of step.releases) on.owned.delete(item);
    afterEach(step);
  };
  for (const action of plans.flatMap(actions('up'))) await done(action, () => action.apply(on.host, NEVER));
  const publications = plans.flatMap((plan) => plan.publications);
  const context = await contextOf(on, target.account);
  for (const { service, includes } of stagesOf(allServices, publications)) {
    for (const publication of publications.filter(includes)) {
      await done(publication, () => goLive(on, context, service, publication));
    }
  }
  for (const action of plans.toReversed().flatMap(actions('down'))) {
    await done(action, () => action.apply(on.host, NEVER));
  }
}

async function goLive(on: Bench, context: WaveContext, service: Service, publication: Publication) {
  const { host } = on;
  const files = await filesToChange(service, [publication], host, context);
  const tested = await host.services.test(service, files);
  const candidate = { files, warnings: '' };
  const result = tested.ok ? await service.verifyCandidate(host, candidate, [publication]) : tested;
  if (!result.ok) throw new Error(`what comes of "${publication.summary}" is refused: ${result.output}`);
  await host.files.put(files);
  await host.services.reload(service);
}
