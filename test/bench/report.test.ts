// The page on benchmarks takes the figures of a run.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Curve, growthChart, growthTable } from '../../bench/curve.ts';
import type { Figure } from '../../bench/figure.ts';
import { pageWith, tableOf } from '../../bench/report.ts';

const PAGE = readFileSync(new URL('../../docs/benchmarks.md', import.meta.url), 'utf8');
const figure: Figure = {
  name: 'a case',
  seconds: 1,
  against: { what: 'by hand', seconds: 2 },
  target: 1,
  floor: undefined,
  notes: {},
};
const curves: readonly Curve[] = [
  {
    name: 'an edit',
    unit: 's',
    bare: 'a signal',
    points: [
      { accounts: 250, value: 0.3, bare: 0.2 },
      { accounts: 4000, value: 3, bare: 1.5 },
    ],
  },
  { name: 'memory', unit: 'MiB', points: [250, 4000].map((accounts) => ({ accounts, value: accounts })) },
];

test('the table is replaced, and the text around it stays', () => {
  const page = pageWith(PAGE, 'table', tableOf([figure]));
  expect(page).toContain('| a case | 1.00 s | 2.00 s by hand |  | 0.50 (at most 1.00) |  |\n<!-- The end');
  expect(page).not.toContain('| one edit to served, 1000 accounts');
  expect(page.split('\n')[0]).toBe('# Benchmarks');
  expect(page.split('## Growth')[1]).toBe(PAGE.split('## Growth')[1]);
  expect(pageWith(page, 'table', tableOf([figure]))).toBe(page);
});

test('growth has a column for each size, beside the bare act', () => {
  const page = pageWith(PAGE, 'growth', growthTable(curves));
  expect(page).toContain('| an edit | a signal | 0.30 / 0.20 s = 1.5 | 3.00 / 1.50 s = 2.0 |\n');
  expect(page).toContain('| memory |  | 250 MiB | 4000 MiB |\n');
});

test('growth is drawn, with every point in its panel', () => {
  const drawing = growthChart(curves);
  expect(drawing).not.toMatch(/NaN|Infinity|undefined/);
  const lines = [...drawing.matchAll(/points="([^"]*)"/g)].map(([, points = '']) => points);
  expect(lines.map((line) => line.split(' ').filter(Boolean).length)).toEqual([2, 2, 2, 0]);
  const numbers = lines.flatMap((line) => line.split(/[ ,]/).filter(Boolean).map(Number));
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThanOrEqual(300);
});

test('a page without a place for the table is refused', () => {
  expect(() => pageWith('# Benchmarks\n', 'table', tableOf([figure]))).toThrow('the page has no lines');
});
