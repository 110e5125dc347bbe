// What `--json` prints, step by step.

import { z } from 'zod';
import { Backup } from '../backup/back-up.ts';
import { Dropped } from '../drop/drop-columns.ts';
import { MigrationPlan } from '../plan/plan-file.ts';
import { WriteResult } from '../sets/write-sets.ts';
import { Verification } from '../verify/verification.ts';
import { Converged } from './saved-state.ts';

const DryRun = z.boolean().meta({ description: 'True without --yes: nothing was done, and nothing kept.' });

const BackupStepOutput = z.object({
  step: z.literal('backup'),
  dry_run: DryRun,
  tables: z.array(z.object({ table: z.string(), rows: z.int() })),
  backup: Backup.nullable(),
});
const PlanStepOutput = z.object({
  step: z.literal('plan'),
  dry_run: DryRun,
  counts: z.object({
    write: z.int(),
    held: z.int(),
    skipped: z.int(),
    make: z.int(),
    adopt: z.int(),
    unreadable: z.int(),
    still_hosted: z.int(),
  }),
  plan: MigrationPlan,
});
const WriteStepOutput = z.object({
  step: z.literal('write'),
  dry_run: DryRun,
  accounts: z.array(WriteResult),
});
const ConvergeStepOutput = z.object({
  step: z.literal('converge'),
  dry_run: DryRun,
  applied: z.int(),
  open: Converged.shape.open,
});
const VerifyStepOutput = z.object({
  step: z.literal('verify'),
  dry_run: DryRun,
  verdict: Verification,
});
const DropStepOutput = z.object({
  step: z.literal('drop-columns'),
  dry_run: DryRun,
  columns: z.array(z.string()),
  dropped: Dropped.nullable(),
});
const ReportStepOutput = z.object({
  step: z.literal('report'),
  plan: MigrationPlan,
  backup: Backup.nullable(),
  verdict: Verification.nullable(),
  dropped: Dropped.nullable(),
});
const StatusStepOutput = z.object({
  step: z.literal('status'),
  folder: z.string(),
  steps: z.array(z.object({ name: z.string(), done_at: z.string().nullable(), message: z.string() })),
  next: z.string(),
});

export const MigrateOutput = z.discriminatedUnion('step', [
  BackupStepOutput,
  PlanStepOutput,
  WriteStepOutput,
  ConvergeStepOutput,
  VerifyStepOutput,
  DropStepOutput,
  ReportStepOutput,
  StatusStepOutput,
]);
export type MigrateOutput = z.infer<typeof MigrateOutput>;
