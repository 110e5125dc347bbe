import type { ResourceKind } from '../../model/resource-kind.ts';
import type { AccountPlan } from './account-plan.ts';

/** What the host, or the account's own program, does not give, though everything else is in force. */
export interface UnavailableResource {
  readonly resource: ResourceKind;
  readonly message: string;
  /** True while work on it goes on. */
  readonly isPending: boolean;
  /** True for what a person may want to know of a resource that is in force. */
  readonly isNote?: true;
  /** True for a fact of the host, which is the same for all accounts. */
  readonly isOfHost?: true;
  /** True where a condition of the account says it already. */
  readonly isReported?: true;
}

export function unavailableResources({ byResource }: AccountPlan): UnavailableResource[] {
  return [...byResource].flatMap(([resource, { unavailable, isOfHost, note, degraded }]) => [
    ...(unavailable === undefined
      ? []
      : [
          {
            resource,
            message: unavailable,
            isPending: false,
            ...(isOfHost === true ? { isOfHost } : {}),
            ...(degraded === undefined ? {} : { isReported: true as const }),
          },
        ]),
    ...(note === undefined ? [] : [{ resource, message: note, isPending: false, isNote: true as const }]),
  ]);
}
