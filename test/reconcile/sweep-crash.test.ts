// Each scenario is cut off before, during and after every single effect, and started again on what survived.

import { afterAll, expect, test } from 'vitest';
import { journalFolder } from '../sim/engine.ts';
import { sweepCrashes } from './sweep/crash.ts';
import { changes } from './sweep/scenarios.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

test.for(changes)('$name: converges from a crash at every effect', { timeout: 300_000 }, async (scenario) => {
  const { effects, middles, restarts, problems } = await sweepCrashes(scenario, folder.path);
  console.log(
    `${scenario.name}: crashed before and after each of ${effects} effects and in the middle of ${middles}; ${restarts} restarts`,
  );
  expect(problems.slice(0, 20)).toEqual([]);
});
