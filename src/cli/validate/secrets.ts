// What of a file's text is never shown: an excerpt ends up in terminals, tickets and CI logs.

import jsonc, { type Node } from 'jsonc-parser';
import { parseTree } from '../../model/json/parse-document.ts';
import { isPlainKey, looksSecret, mayHoldSecret } from '../../model/secret-fields.ts';
import type { SetFileName } from '../../model/set-files.ts';

/** A line that has one of these is not shown at all. */
export const MASK = '•';

/** The text with a mask in the place of each character of a value that may be a secret; nothing moves. */
export function maskSecrets(file: SetFileName, text: string): string {
  const errors: jsonc.ParseError[] = [];
  const root = parseTree(text, errors);
  // What is no JSON has no fields to go by: any text in it may be one.
  if (root === undefined || errors.length > 0) return maskAllTexts(text);
  // By UTF-16 units, as the parser counts.
  const characters = text.split('');
  for (const { offset, length } of secretsIn(file, root)) {
    for (let at = offset; at < offset + length; at += 1) {
      if (!/[\s"]/.test(characters[at] ?? '')) characters[at] = MASK;
    }
  }
  return characters.join('');
}

function* secretsIn(file: SetFileName, node: Node): Generator<Node> {
  const isText = node.type === 'string' || node.type === 'number';
  if (isText && (looksSecret(String(node.value)) || mayHoldSecret(file, jsonc.getNodePath(node)))) yield node;
  for (const child of node.children ?? []) {
    const [key, value] = child.type === 'property' ? (child.children ?? []) : [];
    if (key !== undefined && !isPlainKey(String(key.value))) yield key;
    if (value !== undefined) yield* secretsIn(file, value);
    else if (child.type !== 'property') yield* secretsIn(file, child);
  }
}

const KEY_OR_TEXT = /"(?:[^"\\\n]|\\.)*"?(\s*:)?|[A-Za-z0-9+/=_$.-]{8,}/g;

/** All but keys, and words that are short. */
function maskAllTexts(text: string): string {
  return text.replace(KEY_OR_TEXT, (found, colon?: string) =>
    colon === undefined || looksSecret(found) ? found.replace(/[^\s"]/g, MASK) : found,
  );
}
