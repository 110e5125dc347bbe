// Sets, hands, crashes and failures in any order: in the end everything is as the sets ask, or says why it is not.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { journalFolder } from '../sim/engine.ts';
import { happenings, orders } from './random/happening.ts';
import { play } from './random/story.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

/** `JOPANEL_RANDOM_RUNS=2000` for a longer search; a failure prints its seed, its path and what happened. */
const numRuns = Number(process.env.JOPANEL_RANDOM_RUNS ?? 60);

test.each([
  ['whatever happens, it ends well', happenings],
  ['where only sets change, no drift is reported', orders],
])('%s', { timeout: 300_000 + numRuns * 2_000 }, async (_, stories) => {
  let number = 0;
  const property = fc.asyncProperty(stories, async (story) => {
    number += 1;
    const journalPath = join(folder.path, `story-${number}.db`);
    const problems = await play(story, journalPath);
    rmSync(journalPath, { force: true });
    expect(problems).toEqual([]);
  });
  await fc.assert(property, { numRuns });
});
