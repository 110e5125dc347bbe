import { z } from 'zod';
import { ProblemAnswer } from '../status/answers/shared.ts';

/** What every command prints with --json when it could not do what it was asked for. */
export const FailureOutput = z.object({
  error: z.object({ message: z.string(), remedy: z.string() }),
  problems: z.array(ProblemAnswer).optional().meta({ description: 'Why a set was not written.' }),
});
export type FailureOutput = z.infer<typeof FailureOutput>;
