import type { Plan } from '../../../controllers/controller.ts';
import type { ResourceKind } from '../../model/resource-kind.ts';
import type { Step } from '../../model/step.ts';
import type { Target } from '../../model/target.ts';

/** What one account needs, resource by resource. */
export interface AccountPlan {
  readonly target: Target;
  readonly byResource: ReadonlyMap<ResourceKind, Plan>;
}

export function stepsOf({ byResource }: AccountPlan): Step[] {
  return [...byResource.values()].flatMap(({ actions, publications }) => [...actions, ...publications]);
}

export function isInSync(plan: AccountPlan): boolean {
  return [...plan.byResource.values()].every(
    ({ actions, publications, blocked }) =>
      actions.length + publications.length === 0 && blocked === undefined,
  );
}

/** The plan without the steps that are excluded. */
export function without(plan: AccountPlan, isExcluded: (step: Step) => boolean): AccountPlan {
  const byResource = new Map<ResourceKind, Plan>();
  for (const [kind, each] of plan.byResource) {
    byResource.set(kind, {
      ...each,
      actions: each.actions.filter((step) => !isExcluded(step)),
      publications: each.publications.filter((step) => !isExcluded(step)),
    });
  }
  return { ...plan, byResource };
}
