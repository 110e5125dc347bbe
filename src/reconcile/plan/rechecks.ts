import type { ResourceKind } from '../../model/resource-kind.ts';
import type { AccountPlan } from './account-plan.ts';

/** A wish of a resource to be looked at again. */
export interface Recheck {
  readonly username: string;
  readonly resource: ResourceKind;
  /** In milliseconds from now. */
  readonly afterMs: readonly number[];
  /** True when the resource was changed by this wave, so that earlier wishes are about something else. */
  readonly replacesEarlier: boolean;
}

/**
 * @param plans as they were before the steps of the wave
 * @param latestPlans as they are after them; what these do not ask for, those of before may: whether a program that was
 * started stays up shows later
 * @param touched the resources of each account that this wave changed
 */
export function rechecksOf(
  plans: ReadonlyMap<string, AccountPlan>,
  latestPlans: ReadonlyMap<string, AccountPlan>,
  touched: ReadonlyMap<string, ReadonlySet<ResourceKind>>,
): Recheck[] {
  return [...latestPlans].flatMap(([username, { byResource }]) =>
    [...byResource].flatMap(([kind, { recheckAfterMs }]) => {
      const afterMs = recheckAfterMs ?? plans.get(username)?.byResource.get(kind)?.recheckAfterMs;
      if (afterMs === undefined) return [];
      return [
        { username, resource: kind, afterMs, replacesEarlier: touched.get(username)?.has(kind) ?? false },
      ];
    }),
  );
}
