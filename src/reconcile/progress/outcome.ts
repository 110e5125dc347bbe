import type { ResourceKind } from '../../model/resource-kind.ts';

export type Failure = {
  /** `waiting`: not the account's doing; the service is down, or the daemon stops. */
  readonly kind: 'failed' | 'quarantined' | 'waiting';
  readonly resource: ResourceKind;
  readonly message: string;
};

/** How a wave ended for one account. */
export type Outcome =
  | { readonly outcome: 'applied' }
  | { readonly outcome: Failure['kind']; readonly failures: readonly Failure[] };

export const STOPPED = 'the daemon was stopped before this was done';

/** Why an account is not as a wave was to bring it; undefined when it is. */
export function failureOf(outcome: Outcome | undefined): string | undefined {
  if (outcome === undefined) return 'it was not tried';
  return outcome.outcome === 'applied'
    ? undefined
    : outcome.failures.map(({ message }) => message).join('; ');
}
