import { expect, test } from 'vitest';
import { debianChangelog, readChangelog } from '../../packaging/changelog.ts';

const TEXT = `# Changelog

## 0.2.0 (2027-01-05)

### For operators
- One sentence
  on two lines.
- Another.

## 0.1.0 (2026-11-30)

- The first release.
`;

test('releases are read, the newest first', () => {
  expect(readChangelog(TEXT)).toEqual([
    { version: '0.2.0', date: '2027-01-05', changes: ['One sentence on two lines.', 'Another.'] },
    { version: '0.1.0', date: '2026-11-30', changes: ['The first release.'] },
  ]);
});

test('a heading without a date, and a file without a release, are refused', () => {
  expect(() => readChangelog('# Changelog\n\n## 0.2.0\n')).toThrow('write ## VERSION (YYYY-MM-DD)');
  expect(() => readChangelog('# Changelog\n')).toThrow('has no release');
});

test("Debian's form has the day of the week, and long sentences are wrapped", () => {
  const long = `${'word '.repeat(30).trim()}.`;
  const text = debianChangelog(
    [{ version: '0.2.0', date: '2027-01-05', changes: [long] }],
    'The authors <authors@example.org>',
  );
  expect(text).toMatch(/^jopanel \(0\.2\.0\) unstable; urgency=medium\n\n {2}\* word/);
  expect(text).toContain('\n -- The authors <authors@example.org>  Tue, 05 Jan 2027 00:00:00 +0000\n');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
