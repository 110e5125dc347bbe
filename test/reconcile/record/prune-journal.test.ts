import pino from 'pino';
import { expect, test } from 'vitest';
import type { Journal } from '../../../src/journal/journal.ts';
import {
  KEEP_EVENTS_MS,
  KEEP_FOR_MIRROR_MS,
  pruneJournal,
} from '../../../src/reconcile/record/prune-journal.ts';
import { openMemory } from '../../journal/sample.ts';

const DAY_MS = 86_400_000;
const log = pino({ level: 'silent' });

/** One event a day, from day 1 on. */
function daily(days: number): Journal {
  let day = 0;
  const journal = openMemory(() => day * DAY_MS);
  for (day = 1; day <= days; day++)
    journal.append([{ kind: 'drift.healed', account: 'joko', data: { resource: 'home', item: 'mode' } }]);
  return journal;
}

function prune(journal: Journal, day: number, mirroredThrough: number | undefined): number {
  pruneJournal(journal, { now: day * DAY_MS, mirroredThrough, log, atLeast: 1 });
  return journal.prunedThrough();
}

const [KEPT, HELD] = [KEEP_EVENTS_MS / DAY_MS, KEEP_FOR_MIRROR_MS / DAY_MS];

test('without MariaDB nothing is held back', () => {
  expect(prune(daily(300), 300, undefined)).toBe(300 - KEPT - 1);
});

test('what MariaDB does not have yet stays, over a restart without it as well', () => {
  expect(prune(daily(300), 300, 300)).toBe(300 - KEPT - 1);
  expect(prune(daily(300), 300, 150)).toBe(150);
  expect(prune(daily(HELD), HELD, 0)).toBe(0);
});

test('until the longest time is over', () => {
  expect(prune(daily(400), 400, 0)).toBe(400 - HELD - 1);
  expect(prune(daily(400), 400, 10)).toBe(400 - HELD - 1);
});
