import type { FailureOutput } from './failure-output.ts';

/** @param message whole sentences for a person: what is wrong; behind it, a line each, what to do */
export function failureValue(message: string): FailureOutput {
  const [first = '', ...rest] = message.split('\n');
  return { error: { message: first, remedy: rest.join('\n') } };
}
