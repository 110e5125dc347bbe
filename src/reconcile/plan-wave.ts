import type { Plan, ResourceController } from '../../controllers/controller.ts';
import type { HostReader } from '../host/host.ts';
import type { Account } from '../model/account.ts';
import type { ResourceKind } from '../model/resource-kind.ts';
import type { WaveSurroundings } from './surroundings.ts';

export interface AccountPlan {
  readonly account: Account;
  readonly byResource: ReadonlyMap<ResourceKind, Plan>;
}

/** What each account needs, resource by resource; every source on the host is read once for all of them. */
export async function planWave(
  host: HostReader,
  controllers: readonly ResourceController[],
  accounts: readonly Account[],
  surroundings: WaveSurroundings,
): Promise<ReadonlyMap<string, AccountPlan>> {
  const plans = new Map<string, AccountPlan & { readonly byResource: Map<ResourceKind, Plan> }>();
  for (const account of accounts) plans.set(account.username, { account, byResource: new Map() });
  for (const controller of controllers) {
    for (const [username, plan] of await controller.planAll(host, accounts, surroundings)) {
      plans.get(username)?.byResource.set(controller.kind, plan);
    }
  }
  return plans;
}

export function isInSync(plan: AccountPlan): boolean {
  return [...plan.byResource.values()].every(
    ({ actions, publications, blocked }) =>
      actions.length + publications.length === 0 && blocked === undefined,
  );
}
