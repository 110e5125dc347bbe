// What JSON.parse lets pass in silence: duplicate keys, `__proto__`, numbers it rounds, half characters.

import type { Node } from 'jsonc-parser';
import { pointerOf, type ValuePath } from '../finding.ts';
import { shown } from '../shown.ts';
import type { SyntaxFault } from './syntax-fault.ts';

export function treeFaults(root: Node, text: string): SyntaxFault[] {
  const faults: SyntaxFault[] = [];
  visit(root, []);
  return faults;

  function visit(node: Node, path: ValuePath): void {
    const fault = faultOf(node, text, path);
    if (fault !== undefined) faults.push(fault);
    if (node.type === 'array') {
      node.children?.forEach((child, index) => {
        visit(child, [...path, index]);
      });
    }
    if (node.type === 'object') visitMembers(node, path);
  }

  function visitMembers(node: Node, path: ValuePath): void {
    const seen = new Set<string>();
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      if (key === undefined) continue;
      const name = String(key.value);
      const inside = [...path, name];
      const fault = keyFault(key, name, seen.has(name), inside);
      if (fault !== undefined) faults.push(fault);
      seen.add(name);
      if (value !== undefined) visit(value, inside);
    }
  }
}

function keyFault(key: Node, name: string, again: boolean, path: ValuePath): SyntaxFault | undefined {
  const at = { offset: key.offset, pointer: pointerOf(path) };
  if (name === '__proto__') {
    return { ...at, message: 'is a key with a meaning of its own in JavaScript', remedy: 'remove it' };
  }
  if (!name.isWellFormed())
    return { ...at, message: 'is a key with half a character in it', remedy: 'remove it' };
  if (again) return { ...at, message: `is there twice: ${shown(name)}`, remedy: 'keep one of the two' };
  return undefined;
}

function faultOf(node: Node, text: string, path: ValuePath): SyntaxFault | undefined {
  const at = { offset: node.offset, pointer: pointerOf(path) };
  if (node.type === 'string' && !String(node.value).isWellFormed()) {
    return {
      ...at,
      message: 'holds half a character (a lone surrogate)',
      remedy: 'write the whole character',
    };
  }
  if (node.type !== 'number') return undefined;
  const number = Number(node.value);
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return undefined;
  const written = text.slice(node.offset, node.offset + node.length);
  return {
    ...at,
    message: `is a number beyond 2^53, which programs would read differently: ${shown(written)}`,
    remedy: 'write a smaller number',
  };
}
