import type { AccountState } from '../journal/account-state.ts';
import type { Condition, Phase, ResourceState } from '../journal/event.ts';
import { RESOURCE_KINDS, type ResourceKind } from '../model/resource-kind.ts';
import type { Outcome } from './wave.ts';

/** What the status says of an account after a pass: the latest whole truth, not a change of it. */
export interface AccountStatus {
  readonly phase: Phase;
  readonly conditions: Condition[];
  readonly resources: ResourceState[];
  readonly last_error: string | null;
  readonly next_retry_at: number | null;
}

export function statusAfterWave(
  outcome: Outcome,
  kinds: readonly ResourceKind[],
  before: AccountState | undefined,
  now: number,
): AccountStatus {
  const setbacks = outcome.outcome === 'applied' ? [] : outcome.setbacks;
  const message = setbacks.map((setback) => `${setback.resource}: ${setback.message}`).join('\n');
  const resources = RESOURCE_KINDS.filter((kind) => kinds.includes(kind)).map((kind) => {
    const setback = setbacks.find(({ resource }) => resource === kind);
    return since(before?.resources, now, {
      kind,
      state: setback === undefined ? 'in_sync' : setback.kind,
      message: setback?.message ?? '',
    });
  });
  const ready = { applied: 'Applied', failed: 'Failed', quarantined: 'Quarantined' }[outcome.outcome];
  return {
    phase: outcome.outcome,
    conditions: [
      transition(before, now, { type: 'Valid', status: 'true', reason: 'Accepted', message: '' }),
      transition(before, now, {
        type: 'Ready',
        status: outcome.outcome === 'applied' ? 'true' : 'false',
        reason: ready,
        message,
      }),
    ],
    resources,
    last_error: message === '' ? null : message,
    next_retry_at: null,
  };
}

export function statusOfRefused(
  message: string,
  before: AccountState | undefined,
  now: number,
): AccountStatus {
  return {
    phase: 'invalid',
    conditions: [
      transition(before, now, { type: 'Valid', status: 'false', reason: 'Refused', message }),
      ...(before?.conditions ?? []).filter(({ type }) => type !== 'Valid'),
    ],
    resources: [...(before?.resources ?? [])],
    last_error: message,
    next_retry_at: null,
  };
}

export function statusOfHeld(
  reason: string,
  message: string,
  before: AccountState | undefined,
  now: number,
): AccountStatus {
  return {
    phase: 'held',
    conditions: [
      ...(before?.conditions ?? []).filter(({ type }) => type !== 'Held'),
      transition(before, now, { type: 'Held', status: 'true', reason, message }),
    ],
    resources: [...(before?.resources ?? [])],
    last_error: message,
    next_retry_at: null,
  };
}

/** Keeps the time of the last transition for as long as the status stays the same. */
function transition(
  before: AccountState | undefined,
  now: number,
  condition: Omit<Condition, 'last_transition_at'>,
): Condition {
  const earlier = before?.conditions.find(({ type }) => type === condition.type);
  const same = earlier?.status === condition.status && earlier.reason === condition.reason;
  return { ...condition, last_transition_at: same ? earlier.last_transition_at : now };
}

function since(
  before: readonly ResourceState[] | undefined,
  now: number,
  resource: Omit<ResourceState, 'changed_at'>,
): ResourceState {
  const earlier = before?.find(({ kind }) => kind === resource.kind);
  const same = earlier?.state === resource.state && earlier.message === resource.message;
  return { ...resource, changed_at: same ? earlier.changed_at : now };
}
