// Many backends and an editor write the same accounts at the same moment, and nothing that was answered is lost.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { askAgent, startAgent, stopAgent } from './agent-client.ts';
import { editAccount, readSetFile, sandbox, waitApplied } from './harness.ts';

// WRITERS_ACCOUNTS and WRITERS_ROUNDS make a longer run of it: 50 and 12 take about a minute.
const ACCOUNTS = Number(process.env.WRITERS_ACCOUNTS ?? 3);
const ROUNDS = Number(process.env.WRITERS_ROUNDS ?? 3);
const USERS = Array.from({ length: ACCOUNTS }, (_, index) => `agw${index}`);
const LONGEST_MS = 600_000;
const Counters = z.record(z.string(), z.record(z.string(), z.int()));

beforeAll(async () => {
  await startAgent();
  for (const username of USERS) {
    const body = { username, primary_domain: `${username}.example`, contact_email: 'owner@example.com' };
    expect(await askAgent('POST', '/v1/users', { body })).toMatchObject({ status: 201 });
  }
});

afterAll(() => stopAgent(USERS));

function startWriters(writers: number, rounds: number, usernames: readonly string[]) {
  const node = '/usr/lib/jopanel/node_modules/.bin/node';
  const script = '/usr/lib/jopanel/test/sandbox/inside/agent-writers.ts';
  return sandbox.run([node, script, String(writers), String(rounds), ...usernames], {
    user: 'panel',
    timeoutMs: LONGEST_MS,
  });
}

test('twenty backends and an editor that takes no lock lose no change of each other', async () => {
  let isOver = false;
  const written = startWriters(20, ROUNDS, USERS).finally(() => {
    isOver = true;
  });
  let edits = 0;
  while (!isOver) {
    edits += 1;
    for (const username of USERS)
      await editAccount(username, 'ssh', (file) => ({ ...file, x_editor: edits }));
  }
  const counters = Counters.parse(JSON.parse((await written).stdout));
  for (const username of USERS) {
    expect(Object.keys(counters[username] ?? {})).toHaveLength(20);
    expect(await readSetFile(username, 'limits')).toMatchObject(counters[username] ?? {});
    expect(await readSetFile(username, 'ssh')).toMatchObject({ x_editor: edits });
    // Everything that was written converges to one revision, on the disk and in force.
    await waitApplied(username);
  }
});

test('two hundred writers of one account lose no change', async () => {
  const counters = Counters.parse(JSON.parse((await startWriters(200, 1, ['agw0'])).stdout));
  expect(Object.keys(counters.agw0 ?? {})).toHaveLength(200);
  expect(await readSetFile('agw0', 'limits')).toMatchObject(counters.agw0 ?? {});
  await waitApplied('agw0');
});
