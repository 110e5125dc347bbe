import type { Problem } from '../../model/problem.ts';
import type { ExitCode, Invocation } from '../command-line/command.ts';
import { failureValue } from '../output/failure-value.ts';
import { printJson } from '../output/report-failure.ts';
import { safe } from '../terminal/terminal.ts';
import { wrapLine } from '../terminal/wrap.ts';

/** Prints why a set was not written: each problem with its place and remedy. */
export function reportProblems(
  invocation: Invocation,
  username: string,
  problems: readonly Problem[],
): ExitCode {
  const { terminal, json, screen } = invocation;
  if (json) printJson(invocation, { ...failureValue(`the set of ${username} would be invalid`), problems });
  const why = `jopanel: nothing was changed, because the set of ${username} would be invalid:`;
  terminal.err(`${wrapLine(why, screen.columns)}\n`);
  for (const { file, line, pointer, message, remedy } of problems) {
    const place = `${file}${line === null ? '' : `:${line}`} ${pointer}`.trim();
    const what = wrapLine(`  ${safe(place)}: ${safe(message)}`, screen.columns);
    terminal.err(`${what}\n${remedy === '' ? '' : `    ${safe(remedy)}\n`}`);
  }
  return 1;
}
