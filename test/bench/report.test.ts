// The page on benchmarks takes the figures of a run.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Figure } from '../../bench/figure.ts';
import { pageWith } from '../../bench/report.ts';

const PAGE = readFileSync(new URL('../../docs/benchmarks.md', import.meta.url), 'utf8');
const figure: Figure = {
  name: 'a case',
  seconds: 1,
  against: { what: 'by hand', seconds: 2 },
  target: 1,
  floor: undefined,
  notes: {},
};

test('the table is replaced, and the text around it stays', () => {
  const page = pageWith(PAGE, [figure]);
  expect(page.match(/^\|/gm)).toHaveLength(3);
  expect(page).toContain('| a case | 1.00 s | 2.00 s by hand |  | 0.50 (at most 1.00) |  |\n');
  expect(page.split('\n')[0]).toBe('# Benchmarks');
  expect(pageWith(page, [figure])).toBe(page);
});

test('a page without a place for the table is refused', () => {
  expect(() => pageWith('# Benchmarks\n', [figure])).toThrow('the page has no lines');
});
