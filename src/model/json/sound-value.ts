// A quick look at a text that JSON.parse took: true when no tree has to be built to find faults in it.

import type { JsonValue } from './json-value.ts';

const STRINGS = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** Duplicate keys show as more keys in the text than in the value. */
export function isSound(text: string, value: JsonValue): boolean {
  const keys = countKeys(value);
  return keys !== undefined && keys === countWrittenKeys(text);
}

function countWrittenKeys(text: string): number {
  let count = 0;
  for (const [, colon] of text.matchAll(STRINGS)) if (colon !== undefined) count += 1;
  return count;
}

/** Undefined at the first thing that deserves a closer look. */
function countKeys(value: JsonValue): number | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? 0 : undefined;
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? 0 : undefined;
  if (value === null || typeof value === 'boolean') return 0;
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  if (keys.some((key) => key === '__proto__' || !key.isWellFormed())) return undefined;
  let count = keys.length;
  for (const inner of Object.values(value)) {
    const more = countKeys(inner);
    if (more === undefined) return undefined;
    count += more;
  }
  return count;
}
