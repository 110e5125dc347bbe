// The state that earlier steps have saved, and the reports that are made of it.

import { z } from 'zod';
import { timeNow } from '../../src/desired/audit-edits.ts';
import { BACKUP, Backup, LATER_BACKUP } from '../backup/back-up.ts';
import { Dropped } from '../drop/drop-columns.ts';
import { SavedPlan } from '../plan/plan-file.ts';
import { reportOf } from '../report/report.ts';
import { reportHtml } from '../report/report-html.ts';
import type { ReportInput } from '../report/report-shape.ts';
import { migrationReportText } from '../report/report-text.ts';
import type { RunFolder } from '../run-folder.ts';
import { MigratedRows } from '../sets/migrated.ts';
import { Written } from '../sets/write-sets.ts';
import { Verification } from '../verify/verification.ts';
import type { MigrationContext } from './migration-context.ts';

export const Converged = z.object({
  converged_at: z.string(),
  applied: z.int(),
  open: z.array(z.object({ username: z.string(), phase: z.string(), why: z.string() })),
});
export type Converged = z.infer<typeof Converged>;

export interface SavedState {
  readonly backup: Backup | undefined;
  /** Made after the V1 columns were dropped. */
  readonly laterBackup: Backup | undefined;
  readonly plan: SavedPlan | undefined;
  readonly written: Written | undefined;
  readonly converged: Converged | undefined;
  readonly verification: Verification | undefined;
  readonly dropped: Dropped | undefined;
  readonly migrated: MigratedRows | undefined;
}

export async function readState(folder: RunFolder): Promise<SavedState> {
  return {
    backup: await folder.read(BACKUP, Backup),
    laterBackup: await folder.read(LATER_BACKUP, Backup),
    plan: await folder.read('plan.json', SavedPlan),
    written: await folder.read('written.json', Written),
    converged: await folder.read('converged.json', Converged),
    verification: await folder.read('verified.json', Verification),
    dropped: await folder.read('dropped.json', Dropped),
    migrated: await folder.read('migrated.json', MigratedRows),
  };
}

/** Results of later steps belong to the plan before, so they go. The sets stay, and are recognised. */
export async function savePlan(folder: RunFolder, plan: SavedPlan): Promise<void> {
  for (const stale of ['verified.json', 'converged.json', 'written.json']) await folder.remove(stale);
  await folder.write('plan.json', plan);
}

export function reportInput({ state }: MigrationContext, saved: SavedState): ReportInput | undefined {
  const { plan } = saved;
  return plan === undefined
    ? undefined
    : { ...saved, plan, host: state.facts.hostname ?? '', made: timeNow() };
}

/** Every step writes the reports again, so that they are never behind. */
export async function saveReports(migration: MigrationContext): Promise<void> {
  const input = reportInput(migration, await readState(migration.folder));
  if (input === undefined) return;
  const report = reportOf(input);
  await migration.folder.writeText('report.txt', migrationReportText(report));
  await migration.folder.writeText('report.html', reportHtml(report));
}
