// Where the value at a path stands in its text, or as much of the path as there is.

import jsonc, { type Node } from 'jsonc-parser';
import type { ValuePath } from '../finding.ts';
import { parseTree } from './parse-document.ts';
import { type Position, positionAt } from './position.ts';

export function locate(text: string, path: ValuePath, at: 'key' | 'value' = 'value'): Position {
  const root = parseTree(text);
  return positionAt(text, root === undefined ? 0 : deepestOnPath(root, path, at).offset);
}

function deepestOnPath(root: Node, path: ValuePath, at: 'key' | 'value'): Node {
  let deepest = root;
  for (let length = 1; length <= path.length; length += 1) {
    const node = jsonc.findNodeAtLocation(root, path.slice(0, length));
    if (node === undefined) break;
    const whole = length === path.length;
    deepest = whole && at === 'key' && node.parent?.type === 'property' ? node.parent : node;
  }
  return deepest;
}
