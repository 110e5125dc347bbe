// Where the value at a path stands in its text, or as much of the path as there is.

import jsonc, { type Node } from 'jsonc-parser';
import type { ValuePath } from '../value-path.ts';
import { parseTree } from './parse-document.ts';
import { type Position, positionAt } from './position.ts';

type Locator = (path: ValuePath, at?: 'key' | 'value') => Position;

/** For many places in one text: its tree is built at the first question, and once. */
export function createLocator(text: string): Locator {
  let root: Node | undefined;
  return (path, at = 'value') => {
    root ??= parseTree(text);
    return positionAt(text, root === undefined ? 0 : deepestOnPath(root, path, at).offset);
  };
}

function deepestOnPath(root: Node, path: ValuePath, at: 'key' | 'value'): Node {
  let deepest = root;
  for (const [index, part] of path.entries()) {
    const node = jsonc.findNodeAtLocation(deepest, [part]);
    if (node === undefined) break;
    const whole = index === path.length - 1;
    deepest = whole && at === 'key' && node.parent?.type === 'property' ? node.parent : node;
  }
  return deepest;
}
