// What earlier steps have left in the run's folder, and the reports that are made of it.

import { z } from 'zod';
import { timeNow } from '../../src/cli/user/audit.ts';
import { Backup } from '../backup/back-up.ts';
import { Dropped } from '../drop/drop-columns.ts';
import { KeptPlan } from '../plan/plan-file.ts';
import { type ReportInput, reportOf } from '../report/report.ts';
import { reportHtml } from '../report/report-html.ts';
import { reportText } from '../report/report-text.ts';
import { Written } from '../sets/write-sets.ts';
import { Verdict } from '../verify/verification.ts';
import type { Migration } from './migration.ts';
import type { RunFolder } from './run-folder.ts';

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
