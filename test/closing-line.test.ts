import { expect, test } from 'vitest';
import { formatTally } from './closing-line.ts';

test('skipped tests are counted before the closing line, which counts passed and failed alone', () => {
  expect(formatTally({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(formatTally({ passed: 3, failed: 1, skipped: 2 })).toBe('2 skipped\n3 passed, 1 failed');
});
