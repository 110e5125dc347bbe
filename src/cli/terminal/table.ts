// Prints columns that fit the terminal: the last column shrinks first, then the widest one.

import { safe, type Terminal } from './terminal.ts';
import { fitText, textWidth } from './text-width.ts';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly paint?: (row: Row, text: string) => string;
}

export interface TableOptions {
  /** Undefined when the output is not a terminal; then nothing is cut. */
  readonly width: number | undefined;
  readonly terminal: Terminal;
}

const GAP = '  ';
/** A shorter cell says too little. */
const LEAST = 8;

export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { width, terminal }: TableOptions,
): string {
  const cells = rows.map((row) => columns.map(({ text }) => safe(text(row))));
  const wanted = columns.map(({ title }, index) =>
    Math.max(textWidth(title), ...cells.map((line) => textWidth(line[index] ?? ''))),
  );
  const widths = width === undefined ? wanted : fitted(wanted, width);
  const heading = line(columns.map(({ title }) => title));
  const lines = rows.map((row, at) => line(cells[at] ?? [], row));
  return [terminal.paint('dim', heading), ...lines].map((each) => `${each}\n`).join('');

  function line(texts: readonly string[], row?: Row): string {
    const end = texts.findLastIndex((text) => text !== '');
    return texts
      .slice(0, end + 1)
      .map((text, index) => {
        const cell = fitText(text, widths[index] ?? 0);
        const shown = index === end ? cell.trimEnd() : cell;
        const paint = columns[index]?.paint;
        return paint === undefined || row === undefined ? shown : paint(row, shown);
      })
      .join(GAP);
  }
}

function fitted(wanted: readonly number[], width: number): number[] {
  const widths = [...wanted];
  const last = widths.length - 1;
  const room = width - GAP.length * last;
  let over = widths.reduce((sum, each) => sum + each, 0) - room;
  const given = Math.min(Math.max(over, 0), Math.max((widths[last] ?? 0) - LEAST, 0));
  widths[last] = (widths[last] ?? 0) - given;
  for (over -= given; over > 0; over -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= 1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
