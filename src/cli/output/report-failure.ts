import type { ExitCode, Invocation } from '../command-line/command.ts';
import { wrapLine } from '../terminal/wrap.ts';
import { failureValue } from './failure-value.ts';

/** Prints the error to standard error, and with --json as an object to standard output too. */
export function failed(
  { terminal, json, screen }: Pick<Invocation, 'terminal' | 'json' | 'screen'>,
  message: string,
): ExitCode {
  const [first = '', ...rest] = message.split('\n');
  if (json) terminal.out(`${JSON.stringify(failureValue(message))}\n`);
  // What to do stays on one line, so that a command in it can be copied.
  terminal.err(
    `${wrapLine(`jopanel: ${first}`, screen.columns)}\n${rest.map((line) => `  ${line}\n`).join('')}`,
  );
  return 1;
}

export function printJson({ terminal }: Invocation, value: unknown): void {
  terminal.out(`${JSON.stringify(value, null, 2)}\n`);
}
