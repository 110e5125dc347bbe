// Tables fit the terminal, and nothing in them writes to it by itself.
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { table } from '../../../src/cli/terminal/table.ts';
import { recordingTerminal } from '../recording-terminal.ts';

const rows = [
  { name: 'anna', what: 'a long message that does not fit into a narrow terminal' },
  { name: 'joko', what: '' },
];
const columns = [
  { title: 'NAME', text: ({ name }: { name: string }) => name },
  { title: 'WHAT', text: ({ what }: { what: string }) => what },
];

test.each([20, 40, 80])('at %i columns no line is longer', (width) => {
  const lines = table(rows, columns, { width, terminal: recordingTerminal() }).split('\n');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
  if (width < 80) expect(lines[1]).toMatch(/…$/);
});

test('many columns that are too wide give way together, the widest first', () => {
  const wide = ['ACCOUNT', 'STATUS', 'PACKAGE', 'DOMAIN', 'E-MAIL'].map((title) => ({
    title,
    text: () => `${title.toLowerCase()}-of-an-account`,
  }));
  const lines = table([1], wide, { width: 60, terminal: recordingTerminal() }).trimEnd().split('\n');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
  expect(lines[1]?.match(/[a-z-]{6,}…/g)).toHaveLength(wide.length);
});

test('without a terminal nothing is cut, and nothing stands behind the last word', () => {
  const text = table(rows, columns, { width: undefined, terminal: recordingTerminal() });
  expect(text).toBe(`NAME  WHAT\nanna  ${rows[0]?.what}\njoko\n`);
});

test('control characters are shown and not obeyed', () => {
  const text = table([{ name: '\x1b[2Jx', what: 'y' }], columns, {
    width: 80,
    terminal: recordingTerminal(),
  });
  expect(text).toContain('\\u{001b}[2Jx');
});

const WIDE = '日本語のドメイン';

test('wide letters take two columns each, and the columns behind them stay in line', () => {
  const wide = [
    { name: WIDE, what: 'one' },
    { name: 'e\u0301a', what: 'two' },
  ];
  const lines = table(wide, columns, { width: 80, terminal: recordingTerminal() }).trimEnd().split('\n');
  expect(lines).toEqual([`NAME${' '.repeat(14)}WHAT`, `${WIDE}  one`, `e\u0301a${' '.repeat(16)}two`]);
});

test.each([10, 11, 20])('wide letters are cut where they fit into %i columns', (width) => {
  const text = table([{ name: 'x', what: WIDE.repeat(4) }], columns, {
    width,
    terminal: recordingTerminal(),
  });
  for (const line of text.trimEnd().split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
  expect(text).toContain('…');
});
