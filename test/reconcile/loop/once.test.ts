// `jopaneld --once` does what a daemon would do, retirements included, and its exit code says whether all is done.

import { afterAll, beforeEach, expect, test } from 'vitest';
import { bootWith } from '../../sim/boot-with.ts';
import { remove } from '../../sim/disk.ts';
import { boot, type Engine, journalFolder } from '../../sim/engine.ts';
import { freshMachine } from '../../sim/fresh-machine.ts';
import { dropSet } from '../../sim/sets.ts';
import { USERS } from '../../sim/users-folder.ts';

const folder = journalFolder();
let engine: Engine;

afterAll(() => folder.remove());

beforeEach(async () => {
  engine = await bootWith(['anna', 'bert', 'carl'], folder);
  expect(await engine.once()).toBe(0);
});

test('an account whose folder is gone is retired after the time of grace, and then nothing is left to do', async () => {
  dropSet(engine.machine, 'anna');
  expect(await engine.once()).toBe(0);
  expect(engine.journal.account('anna')?.phase).toBe('retired');
  expect((await engine.plan()).plans).toEqual([]);
  const head = engine.journal.head().seq;
  engine = await engine.restart();
  expect(await engine.once()).toBe(0);
  expect(engine.journal.head().seq).toBe(head);
});

test('an account that a guard holds counts as not done', async () => {
  for (const name of ['anna', 'bert']) dropSet(engine.machine, name);
  expect(await engine.once()).toBe(1);
  expect(engine.journal.account('anna')).toMatchObject({ phase: 'held' });
});

test('with a users folder that cannot be read the run has failed, though no account is known yet', async () => {
  const machine = freshMachine();
  remove(machine.disk, USERS);
  const unseen = await boot(machine, { journalPath: `${folder.path}/unseen.db` });
  expect(await unseen.once()).toBe(1);
});
