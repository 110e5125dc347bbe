// How deep a text nests, found without recursion: the parsers that follow are recursive.

export const DEEPEST = 32;

/** Offset of the bracket that goes deeper than allowed. */
export function findTooDeep(text: string): number | undefined {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (inString) {
      if (character === 0x5c) index += 1;
      else if (character === 0x22) inString = false;
    } else if (character === 0x22) inString = true;
    else if (character === 0x7b || character === 0x5b) {
      depth += 1;
      if (depth > DEEPEST) return index;
    } else if (character === 0x7d || character === 0x5d) depth -= 1;
  }
  return undefined;
}
