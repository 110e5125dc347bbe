// Prints a value in the style of the text around it.

import type { Node } from 'jsonc-parser';

/** Prints over several lines where the surrounding value is; otherwise on one line with the usual spaces. */
export function printLike(value: unknown, text: string, model: Node): string {
  const written = writtenBy(text, model);
  if (!written.includes('\n')) return isCompact(text, model) ? JSON.stringify(value) : onOneLine(value);
  const lineStart = text.lastIndexOf('\n', model.offset) + 1;
  const outer = /^[\t ]*/.exec(text.slice(lineStart))?.[0] ?? '';
  const inner = /\n([\t ]+)\S/.exec(written)?.[1] ?? `${outer}  `;
  const eol = written.includes('\r\n') ? '\r\n' : '\n';
  return JSON.stringify(value, null, inner.slice(outer.length) || '  ').replaceAll('\n', `${eol}${outer}`);
}

/** The text has several parts and no space between them, as programs write it. */
export function isCompact(text: string, node: Node): boolean {
  const structure = writtenBy(text, node).replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  return /[:,]/.test(structure) && !/\s/.test(structure);
}

function writtenBy(text: string, { offset, length }: Node): string {
  return text.slice(offset, offset + length);
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, inner]) => `${JSON.stringify(key)}: ${onOneLine(inner)}`).join(', ')} }`;
}
