// Retired accounts are purged by themselves after as many days as the settings say, and not a moment sooner.

import { afterAll, beforeEach, expect, test } from 'vitest';
import { bootWith } from '../../sim/boot-with.ts';
import { converge, type Engine, journalFolder } from '../../sim/engine.ts';
import { dropSet, putSet } from '../../sim/sets.ts';

const DAY_MS = 86_400_000;
const folder = journalFolder();

afterAll(() => folder.remove());

async function retired(purge_after_days: number | null): Promise<Engine> {
  const engine = await bootWith(['anna', 'bert'], folder, {
    vanish: { max_accounts: 3, max_percent: 100, purge_after_days },
  });
  await converge(engine);
  dropSet(engine.machine, 'anna');
  await converge(engine);
  expect(engine.journal.account('anna')?.phase).toBe('retired');
  return engine;
}

let engine: Engine;
beforeEach(async () => {
  engine = await retired(30);
});

test('a retired account is purged after the days, and only then', async () => {
  const { retiredAt } = engine.journal.account('anna') ?? {};
  engine.machine.now = (retiredAt ?? 0) + 30 * DAY_MS - 60_000;
  await engine.review();
  expect(engine.machine.users.has('anna')).toBe(true);
  engine.machine.now += 120_000;
  await engine.review();
  expect(engine.machine.users.has('anna')).toBe(false);
  expect(engine.machine.users.has('bert')).toBe(true);
  expect(engine.journal.events({ kind: 'account.purged' })).toMatchObject([
    { account: 'anna', data: { archive: expect.stringContaining('/archive/anna-') } },
  ]);
});

test('an account whose folder is back is not purged', async () => {
  engine.machine.now += 40 * DAY_MS;
  putSet(engine.machine, 'anna');
  await converge(engine);
  expect(engine.journal.account('anna')).toMatchObject({ phase: 'applied', purgedAt: null });
});

test('without the setting no account is purged', async () => {
  engine = await retired(null);
  engine.machine.now += 4000 * DAY_MS;
  await engine.review();
  expect(engine.machine.users.has('anna')).toBe(true);
});
