// A journal that a daemon has left, and what a start that cannot use it makes of it.
import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { observed } from './sample.ts';
import { type Scratch, scratch } from './scratch.ts';

/** A journal of some size, closed, so that all of it is in the one file. */
export function left(accounts = 40): Scratch {
  const made = scratch();
  const { journal } = made.open();
  const sets = Array.from({ length: accounts }, (_, i) => observed(`user${i}`, { uid: 10_000 + i }));
  for (const set of sets) journal.append([set]);
  journal.close();
  return made;
}

export function expectSetAside({ path, open }: Scratch, reason: RegExp): void {
  const before = readFileSync(path);
  const { journal, condition, reason: said, setAsidePath = '' } = open('damaged');
  expect(condition).toBe('set_aside');
  expect(said).toMatch(reason);
  expect(existsSync(setAsidePath)).toBe(true);
  expect(readFileSync(setAsidePath).length).toBeGreaterThanOrEqual(before.length);
  expect(journal.head().seq).toBe(0);
  expect(journal.inventory()).toEqual([]);
  journal.append([observed('joko')]);
  journal.close();
  expect(open().condition).toBe('sound');
}
