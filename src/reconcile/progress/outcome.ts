import type { ResourceKind } from '../../model/resource-kind.ts';

/** A resource of an account that a wave did not bring to what its set asks for, and why. */
export type UnfinishedResource = {
  /** `waiting`: the account is not at fault; its service is down, for instance, or the daemon stops. */
  readonly kind: 'failed' | 'quarantined' | 'waiting';
  readonly resource: ResourceKind;
  readonly message: string;
  /** What is missing goes on by itself, such as the end of processes. */
  readonly underWay?: true;
};

/** How a wave ended for one account: `applied`, or the worst kind among its unfinished resources. */
export type AccountOutcome =
  | { readonly state: 'applied' }
  | { readonly state: UnfinishedResource['kind']; readonly unfinished: readonly UnfinishedResource[] };

/** The outcome of an account for which a wave has no result. */
export const NOT_TRIED: AccountOutcome = { state: 'failed', unfinished: [] };

export const STOPPED = 'the daemon was stopped before this was done';

/** Why an account is not as a wave was to bring it; undefined when it is. */
export function whyNotApplied(outcome: AccountOutcome | undefined): string | undefined {
  if (outcome === undefined) return 'it was not tried';
  return outcome.state === 'applied'
    ? undefined
    : outcome.unfinished.map(({ message }) => message).join('; ');
}
