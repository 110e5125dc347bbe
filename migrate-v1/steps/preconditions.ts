// What must hold before a step may go on. Each refusal says what to do.

import { DEFAULT_PACKAGE } from '../../src/desired/new-account-files.ts';
import type { Backup } from '../backup/back-up.ts';
import type { SavedPlan } from '../plan/plan-file.ts';
import type { ReadV1 } from './migration-context.ts';
import type { SavedState } from './saved-state.ts';

type Precondition<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

export function requirePlan({ plan }: SavedState, database: string): Precondition<SavedPlan> {
  if (plan === undefined)
    return { ok: false, why: 'there is no plan yet\nmake one: jopanel migrate v1 plan --yes' };
  if (plan.database !== database)
    return {
      ok: false,
      why: `the plan is of the database ${plan.database}, not of ${database}\nname that one: --database ${plan.database}`,
    };
  return { ok: true, value: plan };
}

export function requireSameRows(plan: SavedPlan, v1: ReadV1): Precondition<undefined> {
  if (v1.digest(plan.options.with_passwords) === plan.digest) return { ok: true, value: undefined };
  return {
    ok: false,
    why: `the database ${plan.database} has changed since the plan of ${plan.made_at}
plan again (what is written already is recognised): jopanel migrate v1 plan${asBefore(plan)} --yes`,
  };
}

/** The options of the plan before. Without them, accepted proposals would be open again. */
function asBefore({ options: { accept, with_passwords, template } }: SavedPlan): string {
  return [
    ...(accept.length === 0 ? [] : [` --accept ${accept.join(',')}`]),
    ...(with_passwords ? [' --with-passwords'] : []),
    ...(template === DEFAULT_PACKAGE ? [] : [` --package ${template}`]),
  ].join('');
}

export function requireBackup({ backup }: SavedState, database: string): Precondition<Backup> {
  if (backup !== undefined && backup.database === database) return { ok: true, value: backup };
  return {
    ok: false,
    why: `there is no backup of ${database} yet\nmake one: jopanel migrate v1 backup --yes`,
  };
}
