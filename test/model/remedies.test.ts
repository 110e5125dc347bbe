// Each remedy for a set, carried out as it is worded, ends the complaint; one after the other they lead to a set that is accepted.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Problem } from '../../src/model/problem.ts';
import { carryOut } from './carry-out-remedy.ts';
import { Case, checkTexts, textsOf } from './hostile-set.ts';

const FOLDER = new URL('../../fixtures/hostile/sets/', import.meta.url);
/** A set with a slip in every file has about twenty problems. */
const MOST_STEPS = 60;

const tables = readdirSync(FOLDER).filter((name) => name !== 'accepted.json');

describe.each(tables)('%s', (name) => {
  const cases = z.array(Case).parse(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')));

  test.each(cases.filter(({ problems }) => problems.length > 0))('$name', (each) => {
    const texts = textsOf(each);
    const ended = new Set<string>();
    for (let step = 0; step <= MOST_STEPS; step++) {
      const [problem] = problemsOf(texts);
      if (problem === undefined) return;
      carryOut(problem, texts);
      ended.add(complaintOf(problem));
      // A complaint that comes back would lead in a circle.
      expect(
        problemsOf(texts)
          .map(complaintOf)
          .filter((complaint) => ended.has(complaint)),
      ).toEqual([]);
    }
    throw new Error(`still: ${problemsOf(texts).map(complaintOf).join('\n')}`);
  });
});

function problemsOf(texts: Parameters<typeof checkTexts>[0]): readonly Problem[] {
  const checked = checkTexts(texts);
  return checked.ok ? [] : checked.problems;
}

function complaintOf({ file, pointer, message }: Problem): string {
  return `${file}${pointer} ${message}`;
}
