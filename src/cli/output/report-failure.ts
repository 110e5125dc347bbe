import type { ExitCode, Invocation } from '../command-line/command.ts';
import { failureValue } from './failure-value.ts';

/** Prints the error to standard error, and with --json as an object to standard output too. */
export function failed({ terminal, json }: Pick<Invocation, 'terminal' | 'json'>, message: string): ExitCode {
  const [first = '', ...rest] = message.split('\n');
  if (json) terminal.out(`${JSON.stringify(failureValue(message))}\n`);
  terminal.err(`jopanel: ${first}\n${rest.map((line) => `  ${line}\n`).join('')}`);
  return 1;
}

export function printJson({ terminal }: Invocation, value: unknown): void {
  terminal.out(`${JSON.stringify(value, null, 2)}\n`);
}
