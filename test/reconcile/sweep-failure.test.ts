// A failure that happens once is mended; one that lasts concerns its own account alone, which says so.

import { afterAll, expect, test } from 'vitest';
import { journalFolder } from '../sim/engine.ts';
import { sweepFailures } from './sweep/failure.ts';
import { pairs } from './sweep/scenarios.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

test.for(pairs)('$name: every effect goes wrong, once and for ever', { timeout: 300_000 }, async (pair) => {
  const { effects, failures, problems } = await sweepFailures(pair, folder.path);
  console.log(`${pair.name}: ${failures} failures of ${effects} effects`);
  expect(problems.slice(0, 20)).toEqual([]);
});
