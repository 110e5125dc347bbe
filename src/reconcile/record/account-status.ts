import type { AccountState } from '../../journal/account-state.ts';
import type { Condition, Phase, ResourceState } from '../../journal/event.ts';
import type { ResourceKind } from '../../model/resource-kind.ts';
import type { Outcome } from '../wave/progress.ts';
import type { UnavailableResource } from './unavailable-resource.ts';

/** What the status says of an account after a pass: the whole truth of that moment, not a change of it. */
export interface AccountStatus {
  readonly phase: Phase;
  readonly conditions: Condition[];
  readonly resources: ResourceState[];
  readonly last_error: string | null;
  /** Always null here: the queue knows, and knows better. */
  readonly next_retry_at: null;
}

/** A thing on the host that is left as somebody else made it. */
export interface Deviation {
  readonly resource: ResourceKind;
  readonly isContested: boolean;
  readonly message: string;
}

type Before = AccountState | undefined;

const PHASES = {
  applied: 'applied',
  failed: 'failed',
  quarantined: 'quarantined',
  waiting: 'pending',
} as const;
const REASONS = {
  applied: 'Applied',
  failed: 'Failed',
  quarantined: 'Quarantined',
  waiting: 'Waiting',
} as const;

export function statusAfterWave(
  outcome: Outcome,
  kinds: readonly ResourceKind[],
  deviations: readonly Deviation[],
  unavailable: readonly UnavailableResource[],
  before: Before,
  now: number,
): AccountStatus {
  const failures = outcome.outcome === 'applied' ? [] : outcome.failures;
  const message = failures.map((failure) => `${failure.resource}: ${failure.message}`).join('\n');
  const contested = deviations.filter(({ isContested }) => isContested);
  const resources = kinds.map((kind) => {
    const failure = failures.find(({ resource }) => resource === kind);
    const deviation = deviations.find(({ resource }) => resource === kind);
    const missing = unavailable.filter(({ resource }) => resource === kind);
    const state =
      failure?.kind ?? (deviation && (deviation.isContested ? 'contested' : 'drifted')) ?? stateOf(missing);
    const words = (failure ?? deviation)?.message ?? missing.map(({ message }) => message).join('\n');
    return lasting(before, now, { kind, state, message: words });
  });
  const isReady = outcome.outcome === 'applied' && contested.length === 0;
  const conditions = [
    condition(before, now, 'Valid', 'true', 'Accepted', ''),
    condition(before, now, 'Ready', isReady ? 'true' : 'false', REASONS[outcome.outcome], message),
    ...deviationConditions(deviations, before, now),
  ];
  return {
    phase: contested.length > 0 && outcome.outcome === 'applied' ? 'held' : PHASES[outcome.outcome],
    conditions,
    resources,
    last_error: message || contested.map((each) => each.message).join('\n') || null,
    next_retry_at: null,
  };
}

/** Of a resource that has not failed and was not changed by another hand. */
function stateOf(missing: readonly UnavailableResource[]): 'in_sync' | 'pending' | 'unavailable' {
  if (missing.length === 0) return 'in_sync';
  return missing.every(({ isPending }) => isPending) ? 'pending' : 'unavailable';
}

function deviationConditions(deviations: readonly Deviation[], before: Before, now: number): Condition[] {
  const contested = deviations.filter(({ isContested }) => isContested);
  const words = (some: readonly Deviation[]) => some.map(({ message }) => message).join('\n');
  return [
    ...(deviations.length === 0
      ? []
      : [condition(before, now, 'Drifted', 'true', 'HostChanged', words(deviations))]),
    ...(contested.length === 0
      ? []
      : [condition(before, now, 'Contested', 'true', 'CorrectedTooOften', words(contested))]),
  ];
}

export function statusOfRefused(message: string, before: Before, now: number): AccountStatus {
  const others = (before?.conditions ?? []).filter(({ type }) => type !== 'Valid' && type !== 'Held');
  return {
    phase: 'invalid',
    conditions: [condition(before, now, 'Valid', 'false', 'Refused', message), ...others],
    resources: [...(before?.resources ?? [])],
    last_error: message,
    next_retry_at: null,
  };
}

/**
 * Of an account whose last good set a wave has kept in force: why it is not its latest set goes on, and the rest is
 * as the wave left it.
 *
 * @param after what the status would be of that last good set alone
 */
export function statusOfKept(after: AccountStatus, before: AccountState): AccountStatus {
  const { phase, lastError } = before;
  const standing = (type: string) => before.conditions.filter((each) => each.type === type);
  const others = after.conditions.filter(({ type }) => type !== 'Valid');
  return {
    phase,
    conditions: [...standing('Valid'), ...others, ...standing('Held')],
    resources: after.resources,
    last_error: lastError,
    next_retry_at: null,
  };
}

export function statusOfHeld(reason: string, message: string, before: Before, now: number): AccountStatus {
  const others = (before?.conditions ?? []).filter(({ type }) => type !== 'Held');
  return {
    phase: 'held',
    conditions: [...others, condition(before, now, 'Held', 'true', reason, message)],
    resources: [...(before?.resources ?? [])],
    last_error: message,
    next_retry_at: null,
  };
}

export function statusOfRetired(
  phase: 'retiring' | 'retired',
  message: string,
  before: Before,
  now: number,
): AccountStatus {
  return {
    phase,
    conditions: [
      condition(before, now, 'Ready', 'false', phase === 'retired' ? 'Retired' : 'Retiring', message),
    ],
    resources: [...(before?.resources ?? [])],
    last_error: message || null,
    next_retry_at: null,
  };
}

/** Keeps the time of the last transition for as long as status and reason stay the same. */
function condition(
  before: Before,
  now: number,
  type: string,
  status: 'true' | 'false',
  reason: string,
  message: string,
): Condition {
  const earlier = before?.conditions.find((each) => each.type === type);
  const isSame = earlier?.status === status && earlier.reason === reason;
  return { type, status, reason, message, last_transition_at: isSame ? earlier.last_transition_at : now };
}

function lasting(before: Before, now: number, resource: Omit<ResourceState, 'changed_at'>): ResourceState {
  const earlier = before?.resources.find(({ kind }) => kind === resource.kind);
  const isSame = earlier?.state === resource.state && earlier.message === resource.message;
  return { ...resource, changed_at: isSame ? earlier.changed_at : now };
}
