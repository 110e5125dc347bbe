// Changes single values in a JSON text and keeps every other byte: order, indentation, unknown keys, last line.
// jsonc-parser's `modify` is not enough: it formats a list that stands on one line over several.

import jsonc, { type Node } from 'jsonc-parser';
import { isCompact, printLike } from './print-like.ts';

export interface JsonEdit {
  readonly path: readonly (string | number)[];
  /** undefined removes the key or entry. An index equal to the list's length appends. */
  readonly value: unknown;
}

/** @param text valid JSON */
export function editJson(text: string, edits: readonly JsonEdit[]): string {
  return edits.reduce((current, edit) => applyOne(current, edit), text);
}

function applyOne(text: string, { path, value }: JsonEdit): string {
  const root = jsonc.parseTree(text);
  const last = path.at(-1);
  if (root === undefined || last === undefined) return value === undefined ? text : JSON.stringify(value);
  const node = jsonc.findNodeAtLocation(root, [...path]);
  if (value === undefined) return node === undefined ? text : remove(text, node);
  if (node !== undefined)
    return splice(text, node.offset, node.offset + node.length, printLike(value, text, node));
  const holder = jsonc.findNodeAtLocation(root, path.slice(0, -1));
  if (holder === undefined) return jsonc.applyEdits(text, jsonc.modify(text, [...path], value, {}));
  return insert(text, holder, last, value);
}

/** The range of the entry together with its comma and the white space before its neighbour. */
function remove(text: string, node: Node): string {
  const entry = node.parent?.type === 'property' ? node.parent : node;
  const siblings = entry.parent?.children ?? [];
  const at = siblings.indexOf(entry);
  const before = siblings[at - 1];
  const after = siblings[at + 1];
  if (after !== undefined) return splice(text, entry.offset, after.offset, '');
  if (before !== undefined)
    return splice(text, before.offset + before.length, entry.offset + entry.length, '');
  return entry.parent === undefined ? text : splice(text, ...inside(entry.parent), '');
}

/** The position after the last entry, with the spacing that this entry has from the one before. */
function insert(text: string, holder: Node, key: string | number, value: unknown): string {
  const entries = holder.children ?? [];
  const label = holder.type === 'object' ? `${JSON.stringify(key)}: ` : '';
  const neighbour = entries.at(-1);
  if (neighbour === undefined) return splice(text, ...inside(holder), firstEntry(text, holder, label, value));
  const before = entries.at(-2);
  const gapStart =
    before === undefined ? holder.offset + 1 : text.indexOf(',', before.offset + before.length) + 1;
  const gap = text.slice(gapStart, neighbour.offset);
  const end = neighbour.offset + neighbour.length;
  if (isCompact(text, holder)) return splice(text, end, end, `,${label.trimEnd()}${JSON.stringify(value)}`);
  return splice(
    text,
    end,
    end,
    `,${gap.includes('\n') ? gap : ' '}${label}${printLike(value, text, neighbour)}`,
  );
}

/** An empty object is spread over lines, as in the reference example; an empty list stays on its line. */
function firstEntry(text: string, holder: Node, label: string, value: unknown): string {
  if (holder.type === 'array') return `${label}${printLike(value, text, holder)}`;
  const outer = /^[\t ]*/.exec(text.slice(text.lastIndexOf('\n', holder.offset) + 1))?.[0] ?? '';
  return `\n${outer}  ${label}${printLike(value, text, holder)}\n${outer}`;
}

function inside(holder: Node): [number, number] {
  return [holder.offset + 1, holder.offset + holder.length - 1];
}

function splice(text: string, start: number, end: number, put: string): string {
  return text.slice(0, start) + put + text.slice(end);
}
