// What the operations answer.

import { z } from 'zod';
import { AccountAnswer } from '../status/answers/account-answer.ts';
import { PlanAnswer } from '../status/answers/plan-answer.ts';
import { RevisionName } from '../status/answers/shared.ts';

export const WrittenAnswer = z
  .object({
    username: z.string(),
    uid: z.int(),
    gid: z.int(),
    revision: RevisionName.meta({ description: 'Of the set as it stands now; the same as the ETag.' }),
    changed: z.array(z.string()).meta({ description: 'Files that were written; none: it was so already.' }),
    applied: z.boolean().nullable().meta({
      description: 'Whether the revision is in force; null: it was not waited for, or not for long enough.',
    }),
    account: AccountAnswer.nullable().meta({
      description: 'As the status shows it; null before the daemon has seen it.',
    }),
  })
  .meta({ id: 'WrittenAnswer' });
export type WrittenAnswer = z.infer<typeof WrittenAnswer>;

export const DryRunAnswer = z
  .object({
    username: z.string(),
    dry_run: z.literal(true),
    if_match: RevisionName.nullable().meta({
      description: 'The revision that stands now, to send as If-Match; null: there is no set yet.',
    }),
    revision: RevisionName.meta({ description: 'What would be written.' }),
    changed: z.array(z.string()).meta({ description: 'Files that would be written.' }),
    plan: PlanAnswer,
  })
  .meta({ id: 'DryRunAnswer' });
export type DryRunAnswer = z.infer<typeof DryRunAnswer>;

export const RetiredAnswer = z
  .object({
    username: z.string(),
    retired: z.boolean().meta({ description: 'Whether everything is withdrawn already.' }),
    message: z.string(),
  })
  .meta({ id: 'RetiredAnswer' });
export type RetiredAnswer = z.infer<typeof RetiredAnswer>;
