// Prints findings as one JSON object.

import { z } from 'zod';
import { Problem } from '../../model/problem.ts';
import type { ValidatedSet } from './validate-sets.ts';

export const ValidationReport = z.object({
  ok: z.boolean(),
  checked: z.int(),
  sets: z.array(
    z.object({
      username: z.string(),
      path: z.string(),
      ok: z.boolean(),
      revision: z.string().nullable(),
      problems: z.array(Problem),
    }),
  ),
});
export type ValidationReport = z.infer<typeof ValidationReport>;

export function reportJson(sets: readonly ValidatedSet[]): string {
  const report: ValidationReport = {
    ok: sets.every(({ problems }) => problems.length === 0),
    checked: sets.length,
    sets: sets.map(({ username, path, revision, problems }) => ({
      username,
      path,
      ok: problems.length === 0,
      revision: revision ?? null,
      problems: [...problems],
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
