import type { ResourceKind } from '../../model/resource-kind.ts';
import { type AccountPlan, stepsOf } from '../plan/account-plan.ts';

/** One thing on the host that is not as jopanel left it, though the set asks for nothing new. */
export interface Drift {
  readonly account: string;
  readonly resource: ResourceKind;
  readonly item: string;
  readonly expected: string;
  readonly found: string;
}

/** Drift that a wave leaves as it is. */
export interface UncorrectedDrift extends Drift {
  readonly isContested: boolean;
}

// Enough to recognise a change by; a file of a megabyte has no place in the journal.
const LONGEST_VALUE = 2000;

export function driftsOf(plan: AccountPlan): Drift[] {
  const drifted = stepsOf(plan).filter((step) => !step.causedByHost);
  return drifted.map((step) => ({
    account: step.account,
    resource: step.resource,
    item: step.item,
    expected: shorten(step.diff ? (step.diff.after ?? 'no file') : step.summary),
    found: shorten(step.diff ? (step.diff.before ?? 'no file') : (step.found ?? 'not so')),
  }));
}

function shorten(value: string): string {
  return value.length <= LONGEST_VALUE ? value : `${value.slice(0, LONGEST_VALUE)}…`;
}
