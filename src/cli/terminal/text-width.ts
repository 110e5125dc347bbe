// Measures and cuts text by the columns that it takes on a terminal: wide letters take two, combining marks none.

import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function textWidth(text: string): number {
  return stringWidth(text);
}

/** Pads the text to so many columns, or cuts it and ends it with an ellipsis. */
export function fitText(text: string, columns: number): string {
  const width = textWidth(text);
  if (width <= columns) return text + ' '.repeat(columns - width);
  let cut = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = used + textWidth(segment);
    if (next > columns - 1) break;
    cut += segment;
    used = next;
  }
  return `${cut}…${' '.repeat(Math.max(columns - 1 - used, 0))}`;
}
