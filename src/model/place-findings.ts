// Gives each finding its line and column, and puts problems into the order in which a person mends them.

import { type Finding, shownPointer } from './finding.ts';
import { createLocator } from './json/locate.ts';
import type { JsonDocument } from './json/parse-document.ts';
import { positionAt } from './json/position.ts';
import type { SyntaxFault } from './json/syntax-fault.ts';
import { MOST_PROBLEMS, type Problem } from './problem.ts';
import { SET_FILES } from './set-files.ts';

export function placeFindings<File extends string>(
  findings: readonly Finding<File>[],
  documents: ReadonlyMap<File, JsonDocument>,
): Problem[] {
  const locators = new Map([...documents].map(([file, { text }]) => [file, createLocator(text)]));
  // One more than are reported, which shows that there are more.
  return findings.slice(0, MOST_PROBLEMS + 1).map(({ file, path, message, remedy, at }) => {
    const position = locators.get(file)?.(path, at) ?? { line: null, column: null };
    return { file, pointer: shownPointer(path), ...position, message, remedy };
  });
}

/** The same for what no parser could read. */
export function placeFaults(file: string, text: string, faults: readonly SyntaxFault[]): Problem[] {
  return faults
    .slice(0, MOST_PROBLEMS + 1)
    .map(({ offset, ...fault }) => ({ file, ...positionAt(text, offset), ...fault }));
}

/** File by file in the order of the contract, and from top to bottom. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const rank = new Map<string, number>(SET_FILES.map((file, index) => [file, index]));
  const sorted = problems.toSorted(
    (left, right) =>
      (rank.get(left.file) ?? -1) - (rank.get(right.file) ?? -1) ||
      (left.line ?? 0) - (right.line ?? 0) ||
      (left.column ?? 0) - (right.column ?? 0),
  );
  return sorted.length > MOST_PROBLEMS ? [...sorted.slice(0, MOST_PROBLEMS), andMore] : sorted;
}

const andMore: Problem = {
  file: '.',
  pointer: '',
  line: null,
  column: null,
  message: 'there are more problems than are listed here',
  remedy: 'mend these first, and see whether the right files lie here',
};
