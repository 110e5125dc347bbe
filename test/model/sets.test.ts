// Whole sets, accepted and refused, from the tables in fixtures/hostile/sets.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Problem } from '../../src/model/problem.ts';
import { Case, checkTexts, textsOf } from './hostile-set.ts';

const FOLDER = new URL('../../fixtures/hostile/sets/', import.meta.url);

describe.each(readdirSync(FOLDER))('%s', (name) => {
  const cases = z.array(Case).parse(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')));

  test.each(cases)('$name', (each) => {
    const checked = checkTexts(textsOf(each));
    const problems = checked.ok ? [] : checked.problems;
    // Exactly these and in this order: a check that is taken away shows, and so does one that says too much.
    expect(problems.map(({ file, pointer }) => `${file} ${pointer}`.trim())).toEqual(
      each.problems.map((expected) =>
        expected
          .split(' ')
          .slice(0, expected.split(' ')[1]?.startsWith('/') ? 2 : 1)
          .join(' '),
      ),
    );
    problems.forEach((problem, index) => {
      expectProblem(problem, each.problems[index] ?? '');
    });
    expect(checked.ok).toBe(each.problems.length === 0);
  });
});

function expectProblem({ file, pointer, line, column, message, remedy }: Problem, expected: string): void {
  const [said = '', mend = ''] = expected.split(' | ');
  expect(`${file} ${pointer} ${message}`.replace(/ +/g, ' ')).toContain(said.trim());
  expect(remedy).toContain(mend);
  expect(remedy).not.toBe('');
  expect(line).toBeGreaterThan(0);
  expect(column).toBeGreaterThan(0);
}
