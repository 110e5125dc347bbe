// How verification went, kept beside the plan: what may be dropped depends on it.

import { z } from 'zod';
import { digestOf } from '../../src/model/digest.ts';

export const VerifiedAccount = z.object({
  username: z.string(),
  ok: z.boolean(),
  row: z.array(z.string()).meta({ description: 'How the set differs from the row.' }),
  set: z.array(z.string()).meta({ description: 'What is wrong with the set itself.' }),
  host: z.array(z.string()).meta({ description: 'How the host differs from the set.' }),
});
export type VerifiedAccount = z.infer<typeof VerifiedAccount>;

export const Verification = z.object({
  verified_at: z.string(),
  digest: z.string().meta({ description: 'Of the rows; the same as the plan has.' }),
  sets: z.string().meta({ description: 'Of the revisions of all sets that were looked at.' }),
  passed: z.boolean(),
  accounts: z.array(VerifiedAccount),
});
export type Verification = z.infer<typeof Verification>;

/** @param revisions by username, of the sets as they are on disk */
export function digestOfSets(revisions: ReadonlyMap<string, string>): string {
  const lines = [...revisions].map(([username, revision]) => `${username} ${revision}\n`).sort();
  return digestOf(lines.join(''));
}
