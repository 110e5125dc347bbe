// Accounts that an operator retired by name say nothing about folders that are lost.

import { afterAll, expect, test } from 'vitest';
import { bootWith } from '../../sim/boot-with.ts';
import { converge, journalFolder } from '../../sim/engine.ts';
import { dropSet } from '../../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

const NAMES = ['anna', 'bert', 'cora', 'dora'];

test('deletions that were confirmed do not count as vanished, and what is held says first how it is kept', async () => {
  const engine = await bootWith(NAMES, folder);
  await converge(engine);
  engine.machine.now += 1000;
  dropSet(engine.machine, 'anna');
  await engine.review();
  expect(await engine.retirement.retireConfirmed(['anna'])).toEqual(new Map());

  // One at a time is what an operator does by hand: the one that was confirmed is not counted.
  dropSet(engine.machine, 'bert');
  await converge(engine);
  expect(engine.journal.account('bert')?.phase).toBe('retired');

  // That one was not, so the next one is one too many.
  dropSet(engine.machine, 'cora');
  await converge(engine);
  const { phase, lastError } = engine.journal.account('cora') ?? {};
  expect([phase, lastError]).toEqual([
    'held',
    expect.stringMatching(/^its folder is gone, but 2 accounts vanished/),
  ]);
  expect(lastError?.indexOf('put cora back')).toBeGreaterThan(0);
  expect(lastError?.indexOf('put cora back')).toBeLessThan(lastError?.indexOf('retire --confirm') ?? 0);
});
