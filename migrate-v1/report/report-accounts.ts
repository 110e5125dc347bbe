// The long parts of the report: what does not fit, kind by kind, and every account with how it came out.

import { KINDS } from '../plan/migration-finding.ts';
import type { MigrationPlan, PlanEntry } from '../plan/plan-file.ts';
import type { WriteResult } from '../sets/write-sets.ts';
import type { VerifiedAccount } from '../verify/verification.ts';
import type { ReportAccount, ReportFinding, ReportGroup, ReportInput } from './report-shape.ts';

export function reportGroupsOf({ accounts, general }: MigrationPlan): ReportGroup[] {
  const all: ReportFinding[] = [
    ...general.map((finding) => ({ ...finding, account: '' })),
    ...accounts.flatMap(({ username, findings }) =>
      findings.map((finding) => ({ ...finding, account: username })),
    ),
  ];
  const byKind = Map.groupBy(all, ({ kind }) => kind);
  return Object.entries(KINDS).flatMap(([kind, title]) => {
    const findings = [...byKind].find(([name]) => name === kind)?.[1] ?? [];
    return findings.length === 0 ? [] : [{ title, held: heldAccounts(findings), findings }];
  });
}

function heldAccounts(findings: readonly ReportFinding[]): number {
  const held = findings.filter(({ blocks, account }) => blocks && account !== '');
  return new Set(held.map(({ account }) => account)).size;
}

export function accountsOf({ plan, written, verification }: ReportInput): ReportAccount[] {
  const verified = new Map(verification?.accounts.map((each) => [each.username, each]));
  const outcomes = new Map(written?.accounts.map((each) => [each.username, each]));
  return plan.accounts.map((account) => {
    const { username, uid, linux_user, status, primary_domain } = account;
    const outcome = outcomes.get(username);
    const check = verified.get(username);
    return {
      username,
      result: resultOf(account, outcome, check),
      uid: uid === null ? '' : String(uid),
      user: linux_user === null ? '' : USERS[linux_user],
      status: status ?? '',
      domain: primary_domain ?? '',
      package: account.package ?? '',
      remarks: remarksOf(account, outcome, check),
    };
  });
}

const USERS = { make: 'new', adopt: 'adopted' } as const;

function resultOf(
  { state }: PlanEntry,
  outcome: WriteResult | undefined,
  check: VerifiedAccount | undefined,
): ReportAccount['result'] {
  if (state !== 'write') return state;
  if (check !== undefined) return check.ok ? 'verified' : 'differs';
  return outcome === undefined || outcome.outcome === 'refused' ? 'planned' : 'written';
}

function remarksOf(
  { state, findings }: PlanEntry,
  outcome: WriteResult | undefined,
  check: VerifiedAccount | undefined,
): string[] {
  if (state !== 'write')
    return findings.filter(({ blocks }) => blocks || state === 'skipped').map(({ what }) => what);
  const refusal = outcome?.outcome === 'refused' ? [outcome.why] : [];
  return check === undefined ? refusal : [...refusal, ...check.row, ...check.set, ...check.host];
}
