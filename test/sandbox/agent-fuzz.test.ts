// Random requests, valid and invalid, as the description of the agent socket allows and forbids them.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { askAgent, startAgent, stopAgent } from './agent-client.ts';
import { sandbox } from './harness.ts';

const USERS = ['agfann', 'agfbob'];
/** FUZZ_COUNT=5000 for the whole. */
const COUNT = Number(process.env.FUZZ_COUNT ?? 1500);
/** FUZZ_SEED=7 npm test … tries other requests; one that fails can be tried again by its seed. */
const SEED = Number(process.env.FUZZ_SEED ?? 1);
const Result = z.object({ statuses: z.record(z.string(), z.int()), broken: z.array(z.unknown()) });

beforeAll(async () => {
  await startAgent();
  for (const username of USERS) {
    const body = { username, primary_domain: `${username}.example`, contact_email: 'owner@example.com' };
    await askAgent('POST', '/v1/users', { body });
  }
});

afterAll(() => stopAgent(USERS));

test(`${COUNT} random requests with the seed ${SEED} get no 500, no hang and no answer that is not described`, async () => {
  const node = '/usr/lib/jopanel/node_modules/.bin/node';
  const script = '/usr/lib/jopanel/test/sandbox/inside/agent-fuzz.ts';
  const { stdout } = await sandbox.run([node, script, String(SEED), String(COUNT), ...USERS], {
    user: 'panel',
    timeoutMs: 500_000,
  });
  const { statuses, broken } = Result.parse(JSON.parse(stdout));
  expect(broken).toEqual([]);
  // Both sides of the checks were met.
  for (const status of ['200', '202', '400', '404', '412', '415', '422', '428'])
    expect(statuses).toHaveProperty(status);
}, 600_000);
