// A problem of a set: its place, what is wrong, and what to do about it.

import { z } from 'zod';

export const Problem = z
  .object({
    file: z.string().meta({ description: "The name inside the account's folder; `.`: the folder itself." }),
    pointer: z.string().meta({ description: 'RFC 6901; empty: the whole file.' }),
    line: z.int().nullable().meta({ description: 'Counts from 1; null: there was no text to point into.' }),
    column: z.int().nullable().meta({ description: 'Counts UTF-16 units from 1.' }),
    message: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'Problem' });
export type Problem = Readonly<z.infer<typeof Problem>>;

/** The most problems that are reported of one set: a wrong file pasted into it would otherwise give thousands. */
export const MOST_PROBLEMS = 200;

/** `account.json:4:10 /uid: must be … — give it …` */
export function formatProblem(problem: Problem): string {
  const place = problem.line === null ? '' : `:${problem.line}:${problem.column ?? 1}`;
  const pointer = problem.pointer === '' ? '' : ` ${problem.pointer}`;
  const remedy = problem.remedy === '' ? '' : ` — ${problem.remedy}`;
  return `${problem.file}${place}${pointer}: ${problem.message}${remedy}`;
}
