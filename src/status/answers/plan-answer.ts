// The plan in an answer: per account, step by step, with file diffs and reloads.

import { z } from 'zod';
import { Problem } from '../../model/problem.ts';

export const CHANGES = ['create', 'change', 'remove', 'replace'] as const;

export const PlanStep = z
  .object({
    resource: z.string(),
    change: z.enum(CHANGES),
    summary: z.string(),
    destructive: z
      .boolean()
      .meta({ description: 'True when something that cannot be made again would be lost.' }),
    service: z
      .string()
      .nullable()
      .meta({ description: 'The service whose configuration it is part of, which then reloads.' }),
    diff: z
      .object({ path: z.string(), text: z.string() })
      .nullable()
      .meta({ description: 'Unified, with three lines of context; secrets are taken out.' }),
  })
  .meta({ id: 'PlanStep' });
export type PlanStep = z.infer<typeof PlanStep>;

export const PlannedAccount = z
  .object({
    username: z.string(),
    revision: z.string().nullable(),
    lifecycle: z.string().meta({
      description:
        'What is to be in force: active, suspended, retired or purged; held, or unknown where nothing is planned.',
    }),
    steps: z.array(PlanStep),
    blocked: z.array(z.object({ resource: z.string(), reason: z.string(), message: z.string() })),
    notes: z
      .array(z.object({ resource: z.string(), message: z.string() }))
      .meta({ description: 'What this host does not give; the account is applied all the same.' }),
    problems: z
      .array(Problem)
      .meta({ description: 'Why its set is refused; then nothing of it is planned.' }),
  })
  .meta({ id: 'PlannedAccount' });
export type PlannedAccount = z.infer<typeof PlannedAccount>;

export const PlanAnswer = z
  .object({
    accounts: z.array(PlannedAccount).meta({ description: 'Only those with something to do or to say.' }),
    in_sync: z.int().meta({ description: 'How many of the accounts asked for need nothing.' }),
    reloads: z
      .array(z.object({ service: z.string(), accounts: z.array(z.string()) }))
      .meta({ description: 'Each service reloads once, whatever the number of accounts.' }),
    totals: z.object({
      create: z.int(),
      change: z.int(),
      remove: z.int(),
      replace: z.int(),
      destructive: z.int(),
      blocked: z.int(),
      refused: z.int(),
    }),
  })
  .meta({ id: 'Plan' });
export type PlanAnswer = z.infer<typeof PlanAnswer>;
