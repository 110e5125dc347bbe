import { createTwoFilesPatch } from 'diff';

/** A unified diff with three lines of context, headed by the two names alone. */
export function unifiedDiff(from: string, to: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(from, to, before, after, undefined, undefined, { context: 3 });
  // What comes before the names is for tools that keep many files in one patch.
  return patch.slice(patch.indexOf('--- '));
}
