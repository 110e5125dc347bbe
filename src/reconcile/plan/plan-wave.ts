import type { Plan, ResourceController } from '../../../controllers/controller.ts';
import type { HostReader } from '../../host/host.ts';
import type { ResourceKind } from '../../model/resource-kind.ts';
import type { Target } from '../../model/target.ts';
import type { AccountPlan } from './account-plan.ts';
import type { WaveContext } from './wave-context.ts';

/** What was seen of so many accounts is held in memory together. */
const TOGETHER = 2500;

/** What each account needs, resource by resource; controllers look side by side, each once for many accounts. */
export async function planWave(
  host: HostReader,
  controllers: readonly ResourceController[],
  targets: readonly Target[],
  context: WaveContext,
): Promise<ReadonlyMap<string, AccountPlan>> {
  const plans = new Map<string, AccountPlan & { readonly byResource: Map<ResourceKind, Plan> }>();
  for (const target of targets) plans.set(target.account.username, { target, byResource: new Map() });
  for (let next = 0; next < targets.length; next += TOGETHER) {
    const some = targets.slice(next, next + TOGETHER);
    const all = await Promise.all(
      controllers.map(async ({ kind, planAll }) => [kind, await planAll(host, some, context)] as const),
    );
    for (const [kind, planned] of all) {
      for (const [username, plan] of planned) plans.get(username)?.byResource.set(kind, plan);
    }
  }
  return plans;
}
