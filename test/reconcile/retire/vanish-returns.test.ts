// Folders that went by accident are put back one after the other, and no account is retired on the way.

import { afterAll, beforeEach, expect, test } from 'vitest';
import { VANISH_GRACE_MS } from '../../../src/reconcile/retire/vanish-guard.ts';
import { bootWith } from '../../sim/boot-with.ts';
import { converge, type Engine, journalFolder } from '../../sim/engine.ts';
import { dropSet, putSet } from '../../sim/sets.ts';

const USERS = ['anna', 'bert', 'carl', 'dora'];
const folder = journalFolder();
let engine: Engine;

afterAll(() => folder.remove());

beforeEach(async () => {
  engine = await bootWith(USERS, folder);
  await converge(engine);
  for (const name of ['anna', 'bert']) dropSet(engine.machine, name);
  await engine.review();
  expect(engine.journal.account('anna')?.phase).toBe('held');
});

const isRetired = (username: string) => engine.journal.account(username)?.phase === 'retired';

test.each(['by the same daemon', 'by one that was started meanwhile'])(
  'who was held back has the time of grace once more when others come back: %s',
  async (by) => {
    const { machine } = engine;
    machine.now += 10 * VANISH_GRACE_MS;
    if (by !== 'by the same daemon') engine = await engine.restart();
    putSet(machine, 'anna');
    expect(await engine.review()).toBe(machine.now + VANISH_GRACE_MS);
    expect(isRetired('bert')).toBe(false);
    putSet(machine, 'bert');
    machine.now += VANISH_GRACE_MS;
    await converge(engine);
    expect(engine.journal.events({ kind: 'account.retired' })).toEqual([]);
    engine.close();
  },
);

test('an account whose folder stays away for that time is retired', async () => {
  const { machine } = engine;
  machine.now += 10 * VANISH_GRACE_MS;
  putSet(machine, 'anna');
  await engine.review();
  machine.now += VANISH_GRACE_MS - 1;
  await engine.review();
  expect(isRetired('bert')).toBe(false);
  machine.now += 1;
  await engine.review();
  expect(isRetired('bert')).toBe(true);
  engine.close();
});
