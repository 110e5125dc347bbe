// Formats the origin of lines for a person.

import { safe, type Terminal } from '../terminal/terminal.ts';
import type { ExplainedFile, ExplainedLine, NamedField } from './explain-place.ts';

export function lineText({ text, shaped_by, needed_by, note }: ExplainedLine): string {
  const why =
    shaped_by.length > 0
      ? `This line comes from\n${fields(shaped_by)}`
      : 'No field of the account changes this line: it is the same for every account on this host.\n';
  const beside = note === undefined ? '' : `${safe(note)}\n`;
  return `  ${safe(text)}\n\n${why}${reason(needed_by)}${beside}`;
}

/** Prints every line, and below it the fields that change it. */
export function fileText({ lines, needed_by }: ExplainedFile, terminal: Terminal): string {
  const texts = lines.flatMap(({ line, text, shaped_by }) => {
    const content = `${terminal.paint('dim', String(line).padStart(5))}  ${safe(text)}`;
    if (shaped_by === null) return [content, note('differs from what would be written now')];
    const named = shaped_by.map(({ file, pointer, value }) => `${file} ${pointer}: ${value}`);
    return [content, ...named.map(note)];
  });
  return `${texts.join('\n')}\n${needed_by.length === 0 ? '' : `\n${reason(needed_by)}`}`;

  function note(text: string): string {
    return terminal.paint('cyan', `         <- ${safe(text)}`);
  }
}

function reason(needed_by: readonly NamedField[]): string {
  return needed_by.length === 0 ? '' : `The file exists because of\n${fields(needed_by)}`;
}

function fields(named: readonly NamedField[]): string {
  return named.map(({ file, pointer, value }) => `  ${file} ${pointer}: ${safe(value)}\n`).join('');
}
