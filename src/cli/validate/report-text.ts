// Prints findings for a person: the place, the problem, the line with a mark below it, and the remedy.

import type { Problem } from '../../model/problem.ts';
import { isSetFileName } from '../../model/set-files.ts';
import { safe, type Terminal } from '../terminal/terminal.ts';
import { MASK, maskSecrets } from './secrets.ts';
import type { ValidatedSet } from './validate-sets.ts';

const LONGEST_LINE = 120;

interface TextReportInput {
  readonly sets: readonly ValidatedSet[];
  /** Returns the text of one file of a set, for the excerpt. */
  readonly readText: (set: ValidatedSet, file: string) => string | undefined;
}

export function reportText(terminal: Terminal, { sets, readText }: TextReportInput): void {
  for (const set of sets) {
    const texts = new Map<string, string | undefined>();
    for (const problem of set.problems) {
      const { file } = problem;
      if (!texts.has(file)) texts.set(file, withoutSecrets(file, readText(set, file)));
      terminal.out(`${describe(terminal, set, problem, texts.get(file))}\n`);
    }
  }
  const bad = sets.filter(({ problems }) => problems.length > 0);
  const count = bad.reduce((sum, { problems }) => sum + problems.length, 0);
  const checked = `${sets.length} ${sets.length === 1 ? 'set' : 'sets'} checked`;
  if (bad.length === 0) terminal.out(`${checked}: ${terminal.paint('green', 'all good')}\n`);
  else {
    const summary = `${count} ${count === 1 ? 'problem' : 'problems'} in ${bad.length} of them`;
    terminal.out(`${checked}: ${terminal.paint('red', summary)}\n`);
  }
}

function withoutSecrets(file: string, text: string | undefined): string | undefined {
  return text === undefined || !isSetFileName(file) ? text : maskSecrets(file, text);
}

function describe(terminal: Terminal, set: ValidatedSet, problem: Problem, text: string | undefined): string {
  const { file, line, column, pointer, message, remedy } = problem;
  const path = file === '.' ? set.path : `${set.path}/${file}`;
  const place = line === null ? path : `${path}:${line}:${column ?? 1}`;
  const lines = [`${terminal.paint('bold', safe(place))}${pointer === '' ? '' : ` ${safe(pointer)}`}`];
  lines.push(`  ${terminal.paint('red', message)}`);
  if (line !== null && text !== undefined) lines.push(...excerpt(terminal, line, column ?? 1, text));
  if (remedy !== '') lines.push(`  ${terminal.paint('cyan', remedy)}`);
  return `${lines.join('\n')}\n`;
}

function excerpt(terminal: Terminal, line: number, column: number, text: string): string[] {
  const whole = text.split('\n')[line - 1]?.replace(/\r$/, '') ?? '';
  const gutter = `  ${String(line).padStart(5)} | `;
  // A long line is cut around the mark. Tabs are replaced, because they would move the mark.
  const start = Math.max(0, column - LONGEST_LINE / 2);
  const visible = (part: string): string => safe(part.replaceAll('\t', ' '));
  const before = `${start > 0 ? '…' : ''}${visible(whole.slice(start, column - 1))}`;
  const after = visible(whole.slice(column - 1, start + LONGEST_LINE));
  if (`${before}${after}`.includes(MASK))
    return [`${gutter}${terminal.paint('dim', '(not shown: it may hold a secret)')}`];
  return [
    `${gutter}${before}${after}`,
    `  ${' '.repeat(5)} | ${' '.repeat(before.length)}${terminal.paint('red', '^')}`,
  ];
}
