import type { FailureOutput } from './failure-output.ts';

/** @param message sentences for a person: the first line says what is wrong, further lines what to do */
export function failureValue(message: string): FailureOutput {
  const [first = '', ...rest] = message.split('\n');
  return { error: { message: first, remedy: rest.join('\n') } };
}
