// Converts a plan of the engine into the answer for people and programs.

import type { Plan } from '../../../controllers/controller.ts';
import type { Publication } from '../../../services/service.ts';
import { redactEnvironmentLines, redactText } from '../../model/redact.ts';
import type { Step } from '../../model/step.ts';
import type { AccountPlan } from '../../reconcile/plan/account-plan.ts';
import type { WavePreview } from '../../reconcile/preview/plan-now.ts';
import { unifiedDiff } from '../unified-diff.ts';
import type { PlanAnswer, PlannedAccount, PlanStep } from './plan-answer.ts';

/**
 * @param owns whether the item exists already: a step that owns an existing item changes it, otherwise it creates it
 */
export function describePlan(
  { plans, refused, held }: WavePreview,
  asked: readonly string[],
  owns: (item: string) => boolean,
): PlanAnswer {
  const accounts: PlannedAccount[] = plans.map((plan) => plannedAccount(plan, owns));
  for (const [username, problems] of refused) {
    const known = accounts.find((account) => account.username === username);
    if (known) known.problems.push(...problems);
    else accounts.push({ ...nothingFor(username), problems: [...problems] });
  }
  for (const [username, message] of held) {
    const blocked = [{ resource: 'account', reason: 'Vanished', message }];
    accounts.push({ ...nothingFor(username), lifecycle: 'held', blocked });
  }
  accounts.sort((a, b) => (a.username < b.username ? -1 : 1));
  const steps = accounts.flatMap((account) => account.steps);
  const count = (change: PlanStep['change']) => steps.filter((step) => step.change === change).length;
  return {
    accounts,
    in_sync: asked.filter((username) => !accounts.some((account) => account.username === username)).length,
    reloads: reloadsOf(accounts),
    totals: {
      create: count('create'),
      change: count('change'),
      remove: count('remove'),
      replace: count('replace'),
      destructive: steps.filter(({ destructive }) => destructive).length,
      blocked: accounts.filter(({ blocked }) => blocked.length > 0).length,
      refused: refused.size,
    },
  };
}

function nothingFor(username: string): PlannedAccount {
  return { username, revision: null, lifecycle: 'unknown', steps: [], blocked: [], notes: [], problems: [] };
}

function plannedAccount(
  { target, byResource }: AccountPlan,
  owns: (item: string) => boolean,
): PlannedAccount {
  const blocked = [...byResource].flatMap(([resource, plan]) =>
    plan.blocked === undefined
      ? []
      : [{ resource, reason: plan.blocked.reason, message: redactText(plan.blocked.message) }],
  );
  return {
    ...nothingFor(target.account.username),
    revision: target.account.revision,
    lifecycle: target.lifecycle,
    steps: [...byResource.values()].flatMap((plan) => stepsOf(plan, owns)),
    blocked,
    notes: [...byResource].flatMap(([resource, { unavailable, isOfHost, note }]) =>
      [isOfHost === true ? undefined : unavailable, note].flatMap((message) =>
        message === undefined ? [] : [{ resource, message: redactText(message) }],
      ),
    ),
  };
}

function stepsOf({ actions, publications, after = [] }: Plan, owns: (item: string) => boolean): PlanStep[] {
  // What comes after publishing is not done by the wave itself.
  const later = after.map((step) => ({ ...step, summary: `will ${step.summary}` }));
  return [...actions, ...publications, ...later].map((step) => ({
    resource: step.resource,
    change: changeOf(step, owns),
    summary: redactText(step.summary),
    destructive: step.destructive,
    service: 'service' in step ? step.service : null,
    diff: step.diff === undefined ? null : diffOf(step.diff),
  }));
}

function changeOf({ diff, owns, releases }: Step | Publication, has: (item: string) => boolean) {
  if (diff !== undefined) {
    if (diff.before === null) return 'create';
    return diff.after === null ? 'remove' : 'change';
  }
  if (owns.length > 0 && releases.length > 0) return 'replace';
  if (releases.length > 0) return 'remove';
  return owns.length > 0 && !owns.some(has) ? 'create' : 'change';
}

function diffOf({ path, before, after }: NonNullable<Step['diff']>): NonNullable<PlanStep['diff']> {
  const clean = (text: string | null) => redactText(redactEnvironmentLines(text ?? ''));
  const from = before === null ? '/dev/null' : path;
  const to = after === null ? '/dev/null' : path;
  return { path, text: unifiedDiff(from, to, clean(before), clean(after)) };
}

function reloadsOf(accounts: readonly PlannedAccount[]): PlanAnswer['reloads'] {
  const byService = new Map<string, Set<string>>();
  for (const { username, steps } of accounts) {
    for (const { service } of steps) {
      if (service !== null) byService.set(service, (byService.get(service) ?? new Set()).add(username));
    }
  }
  return [...byService].sort().map(([service, names]) => ({ service, accounts: [...names].sort() }));
}
