import { createTwoFilesPatch } from 'diff';

/** A unified diff with three lines of context, which begins with the two file names. */
export function unifiedDiff(from: string, to: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(from, to, before, after, undefined, undefined, { context: 3 });
  // The lines before the names are for tools that keep several files in one patch.
  return patch.slice(patch.indexOf('--- '));
}
