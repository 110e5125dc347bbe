// A plan says what is to become of accounts without a folder.

import { afterAll, beforeEach, expect, test } from 'vitest';
import { bootWith } from '../../sim/boot-with.ts';
import { converge, type Engine, journalFolder } from '../../sim/engine.ts';
import { dropSet } from '../../sim/sets.ts';

const folder = journalFolder();
let engine: Engine;

afterAll(() => folder.remove());

beforeEach(async () => {
  engine = await bootWith(['anna', 'bert', 'carl'], folder, {
    vanish: { max_accounts: 1, max_percent: 100, purge_after_days: null },
  });
  await converge(engine);
});

test('an account that vanished is planned to be withdrawn, and once it is, nothing is left to do', async () => {
  dropSet(engine.machine, 'anna');
  const { plans, held } = await engine.plan();
  expect(held.size).toBe(0);
  expect(plans.map(({ target }) => [target.account.username, target.lifecycle])).toEqual([
    ['anna', 'retired'],
  ]);
  await converge(engine);
  expect(engine.journal.account('anna')?.phase).toBe('retired');
  expect(await engine.plan()).toMatchObject({ plans: [], held: new Map() });
});

test('more than may vanish at once are held, with the reason that the guard then gives', async () => {
  for (const name of ['anna', 'bert']) dropSet(engine.machine, name);
  const { plans, held } = await engine.plan();
  expect(plans).toEqual([]);
  expect([...held.keys()]).toEqual(['anna', 'bert']);
  await converge(engine);
  for (const { reason } of engine.journal.heldGuards()) expect(held.get('anna')).toContain(reason);
  expect(engine.journal.account('anna')?.lastError).toBe(held.get('anna'));
});
