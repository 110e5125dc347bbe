// What JSON.parse lets pass in silence: duplicate keys, `__proto__`, numbers it rounds, half characters.

import jsonc, { type Node } from 'jsonc-parser';
import { shownPointer } from '../finding.ts';
import { MOST_PROBLEMS } from '../problem.ts';
import { quoted } from '../quoted.ts';
import { saysSecret } from '../secret-fields.ts';
import type { ValuePath } from '../value-path.ts';
import type { SyntaxFault } from './syntax-fault.ts';

/** In the order of the text. The walk ends soon after more faults than are reported. */
export function treeFaults(root: Node, text: string): SyntaxFault[] {
  const faults: SyntaxFault[] = [];
  const waiting: Node[] = [root];
  for (let node = waiting.pop(); node !== undefined && faults.length <= MOST_PROBLEMS; node = waiting.pop()) {
    const fault = faultOfValue(node, text);
    if (fault !== undefined) faults.push(fault);
    if (node.type === 'object') for (const keyFault of faultsOfKeys(node)) faults.push(keyFault);
    // A property's key was checked with its object; only its value is a value.
    for (const child of node.children?.toReversed() ?? []) {
      const inner = child.type === 'property' ? child.children?.[1] : child;
      if (inner !== undefined) waiting.push(inner);
    }
  }
  return faults.sort((left, right) => left.offset - right.offset);
}

function faultsOfKeys(object: Node): SyntaxFault[] {
  const seen = new Set<string>();
  return (object.children ?? []).flatMap((property) => {
    const key = property.children?.[0];
    if (key === undefined) return [];
    const name = String(key.value);
    const fault = whatIsWrongWithKey(name, seen.has(name));
    seen.add(name);
    if (fault === undefined) return [];
    return [{ offset: key.offset, pointer: shownPointer([...pathOf(object), name]), ...fault }];
  });
}

function whatIsWrongWithKey(
  name: string,
  isRepeated: boolean,
): { message: string; remedy: string } | undefined {
  if (name === '__proto__') {
    return { message: 'is a key with a meaning of its own in JavaScript', remedy: 'remove it' };
  }
  if (!name.isWellFormed()) return { message: 'is a key with half a character in it', remedy: 'remove it' };
  return isRepeated
    ? { message: `is there twice: ${quoted(name)}`, remedy: 'keep one of the two' }
    : undefined;
}

function faultOfValue(node: Node, text: string): SyntaxFault | undefined {
  if (node.type === 'string' && !String(node.value).isWellFormed()) {
    return {
      offset: node.offset,
      pointer: shownPointer(pathOf(node)),
      message: 'holds half a character (a lone surrogate)',
      remedy: 'write the whole character',
    };
  }
  if (node.type !== 'number' || Math.abs(Number(node.value)) <= Number.MAX_SAFE_INTEGER) return undefined;
  const path = pathOf(node);
  const number = text.slice(node.offset, node.offset + node.length);
  const written = saysSecret(path) ? '' : `: ${quoted(number)}`;
  return {
    offset: node.offset,
    pointer: shownPointer(path),
    message: `is a number beyond 2^53, which programs would read differently${written}`,
    remedy: 'write a smaller number',
  };
}

/** Only called when there is something to report. */
function pathOf(node: Node): ValuePath {
  return jsonc.getNodePath(node);
}
