// Lines for people break at spaces where the terminal ends.
import { expect, test } from 'vitest';
import { wrapLine } from '../../../src/cli/terminal/wrap.ts';

test('a line that is too long is broken at spaces, and what follows stands further in', () => {
  expect(wrapLine('  quota is off; run: apt install quota', 20)).toBe(
    '  quota is off; run:\n    apt install\n    quota',
  );
});

test('a line that fits, and one that a program may read, stays as it is', () => {
  expect(wrapLine('  two  spaces', 20)).toBe('  two  spaces');
  expect(wrapLine('one two three', undefined)).toBe('one two three');
});
