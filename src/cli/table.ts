// Columns that fit the terminal: the last one gives way first, then whichever is widest.

import { safe, type Terminal } from './terminal.ts';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly paint?: (row: Row, text: string) => string;
}

export interface TableOptions {
  /** Undefined: no terminal, so nothing is cut. */
  readonly width: number | undefined;
  readonly terminal: Terminal;
}

const GAP = 2;
/** A word of this length still says something. */
const LEAST = 8;

export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { width, terminal }: TableOptions,
): string {
  const cells = rows.map((row) => columns.map(({ text }) => safe(text(row))));
  const wanted = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((line) => line[index]?.length ?? 0)),
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
        const whole = cut(text, widths[index] ?? 0);
        const shown = index === end ? whole.trimEnd() : whole;
        const paint = columns[index]?.paint;
        return paint === undefined || row === undefined ? shown : paint(row, shown);
      })
      .join('  ');
  }
}

function fitted(wanted: readonly number[], width: number): number[] {
  const widths = [...wanted];
  const last = widths.length - 1;
  const room = width - GAP * last;
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

function cut(text: string, width: number): string {
  return text.length <= width ? text.padEnd(width) : `${text.slice(0, width - 1)}…`;
}
