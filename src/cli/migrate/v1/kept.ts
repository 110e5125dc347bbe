// What earlier steps have left in the run's folder, and the reports that are made of it.

import { z } from 'zod';
import { Backup } from '../../../migrate/v1/back-up.ts';
import { Dropped } from '../../../migrate/v1/drop-columns.ts';
import { KeptPlan } from '../../../migrate/v1/plan-file.ts';
import { type ReportInput, reportOf } from '../../../migrate/v1/report.ts';
import { reportHtml } from '../../../migrate/v1/report-html.ts';
import { reportText } from '../../../migrate/v1/report-text.ts';
import type { RunFolder } from '../../../migrate/v1/run-folder.ts';
import { Verdict } from '../../../migrate/v1/verdict.ts';
import { Written } from '../../../migrate/v1/write-sets.ts';
import { timeNow } from '../../user/audit.ts';
import type { Migration } from './migration.ts';

export const Converged = z.object({
  converged_at: z.string(),
  applied: z.int(),
  open: z.array(z.object({ username: z.string(), phase: z.string(), why: z.string() })),
});
export type Converged = z.infer<typeof Converged>;

export interface Kept {
  readonly backup: Backup | undefined;
  readonly plan: KeptPlan | undefined;
  readonly written: Written | undefined;
  readonly converged: Converged | undefined;
  readonly verdict: Verdict | undefined;
  readonly dropped: Dropped | undefined;
}

export async function readKept(folder: RunFolder): Promise<Kept> {
  return {
    backup: await folder.read('backup.json', Backup),
    plan: await folder.read('plan.json', KeptPlan),
    written: await folder.read('written.json', Written),
    converged: await folder.read('converged.json', Converged),
    verdict: await folder.read('verified.json', Verdict),
    dropped: await folder.read('dropped.json', Dropped),
  };
}

/** A new plan makes what was found by the old one stale; the sets themselves stay, and are recognised. */
export async function keepPlan(folder: RunFolder, plan: KeptPlan): Promise<void> {
  for (const stale of ['verified.json', 'converged.json', 'written.json']) await folder.remove(stale);
  await folder.write('plan.json', plan);
}

export function reportInput({ state }: Migration, kept: Kept): ReportInput | undefined {
  const { plan } = kept;
  return plan === undefined
    ? undefined
    : { ...kept, plan, host: state.facts.hostname ?? '', made: timeNow() };
}

/** Made anew by every step, so that the folder is never behind. */
export async function keepReports(migration: Migration): Promise<void> {
  const input = reportInput(migration, await readKept(migration.folder));
  if (input === undefined) return;
  const report = reportOf(input);
  await migration.folder.writeText('report.txt', reportText(report));
  await migration.folder.writeText('report.html', reportHtml(report));
}
