import { z } from 'zod';
import { ProblemAnswer } from '../status/answers/shared.ts';

/** What every command prints with --json when it could not do what it was asked for. */
export const FailureOutput = z.object({
  error: z.object({ message: z.string(), remedy: z.string() }),
  problems: z.array(ProblemAnswer).optional().meta({ description: 'Why a set was not written.' }),
});
export type FailureOutput = z.infer<typeof FailureOutput>;

/** @param message whole sentences for a person: what is wrong; behind it, a line each, what to do */
export function failureOutput(message: string): FailureOutput {
  const [first = '', ...rest] = message.split('\n');
  return { error: { message: first, remedy: rest.join('\n') } };
}
