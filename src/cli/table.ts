// Columns that fit the terminal: the last one takes what is left, and is cut where that is too little.

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
const LEAST = 8;

export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { width, terminal }: TableOptions,
): string {
  const cells = rows.map((row) => columns.map(({ text }) => safe(text(row))));
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  const last = widths.length - 1;
  if (width !== undefined) {
    const before = widths.slice(0, last).reduce((sum, each) => sum + each + GAP, 0);
    widths[last] = Math.min(widths[last] ?? 0, Math.max(width - before, LEAST));
  }
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

function cut(text: string, width: number): string {
  return text.length <= width ? text.padEnd(width) : `${text.slice(0, width - 1)}…`;
}
