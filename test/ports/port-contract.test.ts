// The simulated host keeps the contract of the ports; test/sandbox/port-contract.test.ts holds the real one to it.

import { expect, test } from 'vitest';
import { Effects } from '../sim/effects.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import { createSimHost } from '../sim/sim-host.ts';
import { ALL_CASES } from './contract/all-cases.ts';
import { runCases } from './contract/port-case.ts';
import { QUOTA_CASES } from './contract/quotas.ts';

test('the simulated host does what every host does', async () => {
  const host = createSimHost({ machine: freshMachine(), effects: new Effects() });
  const results = await runCases([...ALL_CASES, ...QUOTA_CASES], host);
  expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
  expect(results.length).toBeGreaterThan(20);
});
