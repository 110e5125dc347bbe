import { isDeepStrictEqual } from 'node:util';
import type { AccountState } from '../../journal/account-state.ts';
import type { EventOf } from '../../journal/event.ts';
import { formatProblem, type Problem } from '../../model/problem.ts';
import type { ResourceKind } from '../../model/resource-kind.ts';
import type { ConditionReason, ConditionStatus, ConditionType } from '../../model/status/condition.ts';
import type { Phase } from '../../model/status/phase.ts';
import type { ResourceStateName } from '../../model/status/resource-state.ts';
import type { UncorrectedDrift } from '../drift/drift.ts';
import type { UnavailableResource } from '../plan/unavailable-resource.ts';
import type { AccountOutcome, UnfinishedResource } from '../progress/outcome.ts';
import type { AccountReport } from '../wave/wave-runner.ts';

/** The status of an account after a pass, as the journal records it: all of it each time, not only what has changed. */
export type RecordedStatus = EventOf<'conditions.changed'>['data'];
type Condition = RecordedStatus['conditions'][number];
type ResourceState = RecordedStatus['resources'][number];

/** What every new status is made from beside the result of the pass: the status before, and the wall time. */
export interface StatusBasis {
  readonly before: AccountState | undefined;
  readonly now: number;
  /** The journal keeps no more of what the account changes today; see `CONTENT_BUDGET`. */
  readonly isHistoryOverBudget?: boolean;
}

const PHASE_AFTER: Readonly<Record<AccountOutcome['state'], Phase>> = {
  applied: 'applied',
  failed: 'failed',
  quarantined: 'quarantined',
  waiting: 'pending',
};
const READY_REASON: Readonly<Record<AccountOutcome['state'], ConditionReason<'Ready'>>> = {
  applied: 'Applied',
  failed: 'Failed',
  quarantined: 'Quarantined',
  waiting: 'Waiting',
};

const OVER_BUDGET =
  'the set changed so much today that history keeps only its newest revision and the one in force until tomorrow (UTC); keep large data outside of the set';

/** @param kinds of all resources that an account has, in the order in which they are shown */
export function statusAfterWave(
  { outcome, uncorrected, unavailable, degraded, conditions }: AccountReport,
  kinds: readonly ResourceKind[],
  basis: StatusBasis,
): RecordedStatus {
  const unfinished = outcome.state === 'applied' ? [] : outcome.unfinished;
  const message = unfinished.map((each) => `${each.resource}: ${each.message}`).join('\n');
  const contested = uncorrected.filter(({ isContested }) => isContested);
  const isContested = contested.length > 0;
  const isReady = outcome.state === 'applied' && !isContested;
  return {
    phase: isContested && outcome.state === 'applied' ? 'held' : PHASE_AFTER[outcome.state],
    conditions: [
      condition(basis, 'Valid', 'true', 'Accepted', ''),
      condition(basis, 'Ready', isReady ? 'true' : 'false', READY_REASON[outcome.state], message),
      ...(uncorrected.length === 0
        ? []
        : [condition(basis, 'Drifted', 'true', 'HostChanged', describe(uncorrected))]),
      ...(isContested
        ? [condition(basis, 'Contested', 'true', 'CorrectedTooOften', describe(contested))]
        : []),
      ...degradation(basis, [
        ...degraded,
        ...faultsOf(unavailable),
        ...(basis.isHistoryOverBudget === true
          ? [{ reason: 'HistoryOverBudget' as const, message: OVER_BUDGET }]
          : []),
      ]),
      ...conditions.map(({ type, status, reason, message }) =>
        condition(basis, type, status, reason, message),
      ),
      ...conditionsBefore(basis).filter(({ type }) => type === 'Served'),
    ],
    resources: kinds.map((kind) =>
      resourceState(basis, kind, {
        unfinished: unfinished.find(({ resource }) => resource === kind),
        drift: uncorrected.find(({ resource }) => resource === kind),
        missing: unavailable.filter(({ resource }) => resource === kind),
      }),
    ),
    drifted: uncorrected.map(({ resource, item }) => ({ resource, item })),
    last_error: message || describe(contested) || null,
    next_retry_at: null,
  };
}

/** As it was, with what was seen of the names since. */
export function statusWithServed(faults: readonly string[], basis: StatusBasis): RecordedStatus {
  const others = conditionsBefore(basis).filter(({ type }) => type !== 'Served');
  const served =
    faults.length === 0
      ? condition(basis, 'Served', 'true', 'Answered', '')
      : condition(basis, 'Served', 'false', 'NotAnswered', faults.join('\n'));
  return {
    ...unchanged(basis),
    phase: basis.before?.phase ?? 'applied',
    conditions: [...others, served],
    last_error: basis.before?.lastError ?? null,
  };
}

export function statusOfRefused(problems: readonly Problem[], basis: StatusBasis): RecordedStatus {
  const message = problems.map(formatProblem).join('\n');
  const others = conditionsBefore(basis).filter(({ type }) => type !== 'Valid' && type !== 'Held');
  return {
    ...unchanged(basis),
    phase: 'invalid',
    conditions: [condition(basis, 'Valid', 'false', 'Refused', message), ...others],
    last_error: message,
  };
}

/**
 * Of an account whose last accepted set a wave has kept in force: why it is not its latest set stays as it was, and
 * the rest is as the wave left it.
 *
 * @param after what the status would be of that last accepted set alone
 */
export function statusOfKept(after: RecordedStatus, before: AccountState): RecordedStatus {
  const { phase, lastError } = before;
  const standing = (wanted: ConditionType) => before.conditions.filter(({ type }) => type === wanted);
  const others = after.conditions.filter(({ type }) => type !== 'Valid');
  return {
    ...after,
    phase,
    conditions: [...standing('Valid'), ...others, ...standing('Held')],
    last_error: lastError,
  };
}

export function statusOfHeld(
  reason: ConditionReason<'Held'>,
  message: string,
  basis: StatusBasis,
): RecordedStatus {
  const others = conditionsBefore(basis).filter(({ type }) => type !== 'Held');
  return {
    ...unchanged(basis),
    phase: 'held',
    conditions: [...others, condition(basis, 'Held', 'true', reason, message)],
    last_error: message,
  };
}

export function statusOfRetired(
  phase: 'retiring' | 'retired',
  message: string,
  basis: StatusBasis,
): RecordedStatus {
  const reason = phase === 'retired' ? 'Retired' : 'Retiring';
  return {
    ...unchanged(basis),
    phase,
    conditions: [condition(basis, 'Ready', 'false', reason, message)],
    drifted: [],
    last_error: message || null,
  };
}

/** Whether a status says what is recorded already. */
export function isRecorded(status: RecordedStatus, before: AccountState | undefined): boolean {
  if (before === undefined) return false;
  const { phase, conditions, resources, drifted, lastError } = before;
  return (
    phase === status.phase &&
    lastError === status.last_error &&
    isDeepStrictEqual(conditions, status.conditions) &&
    isDeepStrictEqual(resources, status.resources) &&
    isDeepStrictEqual(drifted, status.drifted ?? [])
  );
}

/** The queue knows when an account is tried again, so no status does. */
function unchanged({ before }: StatusBasis): Pick<RecordedStatus, 'resources' | 'drifted' | 'next_retry_at'> {
  return { resources: before?.resources ?? [], drifted: before?.drifted ?? [], next_retry_at: null };
}

function conditionsBefore({ before }: StatusBasis): readonly Condition[] {
  return before?.conditions ?? [];
}

/** Keeps the time of the last transition for as long as status and reason stay the same. */
function condition<Type extends ConditionType>(
  { before, now }: StatusBasis,
  type: Type,
  status: ConditionStatus,
  reason: ConditionReason<Type>,
  message: string,
): Condition {
  const earlier = before?.conditions.find((each) => each.type === type);
  const isSame = earlier?.status === status && earlier.reason === reason;
  return { type, status, reason, message, last_transition_at: isSame ? earlier.last_transition_at : now };
}

/** One condition of its type, by the first reason; the message has them all. */
function degradation(basis: StatusBasis, degraded: AccountReport['degraded']): Condition[] {
  const [first] = degraded;
  if (first === undefined) return [];
  const message = degraded.map((each) => each.message).join('\n');
  return [condition(basis, 'Degraded', 'true', first.reason, message)];
}

interface ResourceNews {
  readonly unfinished: UnfinishedResource | undefined;
  readonly drift: UncorrectedDrift | undefined;
  readonly missing: readonly UnavailableResource[];
}

function resourceState({ before, now }: StatusBasis, kind: ResourceKind, news: ResourceNews): ResourceState {
  const { state, message } = stateOf(news);
  const isOfHost = state === 'unavailable' && news.missing.every((each) => each.isOfHost ?? each.isNote);
  const earlier = before?.resources.find((each) => each.kind === kind);
  const isSame = earlier?.state === state && earlier.message === message;
  const changed_at = isSame ? earlier.changed_at : now;
  return { kind, state, message, changed_at, ...(isOfHost ? { of_host: true } : {}) };
}

/** What does not work of this account alone, and is not said by another reason already. */
function faultsOf(unavailable: readonly UnavailableResource[]): AccountReport['degraded'] {
  return unavailable
    .filter(({ isPending, isNote, isOfHost, isReported }) => !(isPending || isNote || isOfHost || isReported))
    .map(({ resource, message }) => ({
      reason: 'ResourceUnavailable',
      message: `${resource}: ${message}`,
    }));
}

function stateOf({ unfinished, drift, missing }: ResourceNews): {
  readonly state: ResourceStateName;
  readonly message: string;
} {
  if (unfinished !== undefined) return { state: unfinished.kind, message: unfinished.message };
  if (drift !== undefined)
    return { state: drift.isContested ? 'contested' : 'drifted', message: describe([drift]) };
  const message = missing.map((each) => each.message).join('\n');
  const open = missing.filter(({ isNote }) => !isNote);
  if (open.length === 0) return { state: 'in_sync', message };
  return { state: open.every(({ isPending }) => isPending) ? 'pending' : 'unavailable', message };
}

function describe(uncorrected: readonly UncorrectedDrift[]): string {
  return uncorrected
    .map(({ resource, item, expected, found }) => {
      const values = `expected: ${expected}; found: ${found}`;
      return `${resource}: ${item} was changed by another hand (${values})`;
    })
    .join('\n');
}
