// Gives line and column to problems that were found without the text at hand, such as those across accounts.

import { createLocator } from './json/locate.ts';
import type { Problem } from './problem.ts';
import { isSetFileName, type SetFileName } from './set-files.ts';
import type { ValuePath } from './value-path.ts';

export function placeProblems(
  problems: readonly Problem[],
  files: ReadonlyMap<SetFileName, Uint8Array>,
): readonly Problem[] {
  return problems.map((problem) => {
    if (problem.line !== null || !isSetFileName(problem.file)) return problem;
    const bytes = files.get(problem.file);
    if (bytes === undefined) return problem;
    return { ...problem, ...createLocator(new TextDecoder().decode(bytes))(pathOf(problem.pointer)) };
  });
}

/** A number may be an index or a key; jsonc-parser needs to know which, and a set has no such keys. */
function pathOf(pointer: string): ValuePath {
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    return /^\d+$/.test(key) ? Number(key) : key;
  });
}
