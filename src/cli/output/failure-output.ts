import { z } from 'zod';
import { Problem } from '../../model/problem.ts';

/** What every command prints with --json when it fails. */
export const FailureOutput = z.object({
  error: z.object({ message: z.string(), remedy: z.string() }),
  problems: z.array(Problem).optional().meta({ description: 'Why a set was not written.' }),
});
export type FailureOutput = z.infer<typeof FailureOutput>;
