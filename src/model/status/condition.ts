import { z } from 'zod';

/** The conditions of an account. Journals hold these names and the reasons, so one may be added and none renamed. */
export const CONDITION_TYPES = [
  'Valid',
  'Ready',
  'Drifted',
  'Contested',
  'Held',
  'Served',
  'Degraded',
  'Issued',
  'RenewalFailing',
] as const;
export const ConditionType = z.enum(CONDITION_TYPES);
export type ConditionType = z.infer<typeof ConditionType>;

export const CONDITION_REASONS = {
  /** Whether the latest set is accepted. */
  Valid: ['Accepted', 'Refused'],
  /** Whether the last accepted set is in force as a whole. */
  Ready: ['Applied', 'Failed', 'Quarantined', 'Waiting', 'Retiring', 'Retired'],
  /** Something on the host was changed by another hand, and is left so. */
  Drifted: ['HostChanged'],
  /** It was corrected too often, so that correcting it has ended. */
  Contested: ['CorrectedTooOften'],
  /** A guard keeps the account as it is. */
  Held: ['Vanished'],
  /** Whether the account's names answer as the set says, seen from outside. */
  Served: ['Answered', 'NotAnswered', 'NotChecked'],
  /** The set is in force, and something of it does not work. */
  Degraded: [
    'ResourceUnavailable',
    'HistoryOverBudget',
    'MemoryLimitReached',
    'CpuLimitReached',
    'ProcessLimitReached',
    'DatabaseQuotaReached',
    'DiskQuotaReached',
    'TrafficQuotaReached',
  ],
  /** Whether all sites that want a certificate have one. */
  Issued: ['AllIssued', 'NotIssued'],
  /** A certificate is due to be renewed, and that has failed so far. */
  RenewalFailing: ['RenewalFailed'],
} as const satisfies Record<ConditionType, readonly string[]>;

export type ConditionReason<Type extends ConditionType = ConditionType> =
  (typeof CONDITION_REASONS)[Type][number];
export const ConditionReason = z.enum(Object.values(CONDITION_REASONS).flat());

/** Conditions that are good when they are true; the others are good when they are false. */
const GOOD_WHEN_TRUE: ReadonlySet<ConditionType> = new Set(['Valid', 'Ready', 'Served', 'Issued']);

export function isGoodCondition(type: ConditionType, status: ConditionStatus): boolean {
  return GOOD_WHEN_TRUE.has(type) === (status === 'true');
}

export const ConditionStatus = z.enum(['true', 'false']);
export type ConditionStatus = z.infer<typeof ConditionStatus>;
