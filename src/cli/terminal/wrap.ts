// Breaks text for people at spaces, so that it fits the terminal.

import { textWidth } from './text-width.ts';

/** @param columns of the terminal. @param indent of all lines but the first */
export function wrap(text: string, columns: number, indent = 0): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    const room = columns - (lines.length === 0 ? 0 : indent);
    if (line !== '' && textWidth(longer) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}

/** Paragraphs are separated by empty lines; other line ends are those of the source. */
export function wrapParagraphs(text: string, columns: number): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => wrap(paragraph, columns))
    .join('\n\n');
}

/**
 * One line as it is, or broken where the terminal ends; its continuations stand two places further in.
 * @param columns undefined: there is no terminal, and a program may read the line
 */
export function wrapLine(line: string, columns: number | undefined): string {
  if (columns === undefined || textWidth(line) <= columns) return line;
  const margin = ' '.repeat(line.search(/\S|$/));
  const wrapped = wrap(line, columns - margin.length, '  '.length);
  return `${margin}${wrapped.replaceAll('\n', `\n${margin}`)}`;
}
