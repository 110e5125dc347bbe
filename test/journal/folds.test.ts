// What the folds say after any sequence of events is what the events alone give.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NewEvent } from '../../src/journal/event.ts';
import { foldTables, rowsOf } from '../../src/journal/fold-tables.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { verifyJournal } from '../../src/journal/verify.ts';
import { anyBatches, anyEvent } from './arbitrary-events.ts';
import { beneath, openMemory } from './sample.ts';
import { scratch } from './scratch.ts';

function dump(path: string): unknown {
  return beneath(path, (db) =>
    Object.fromEntries(foldTables.map((table) => [table, [...rowsOf(db, table)]])),
  );
}

/** Searches see the index, which is no table of rows. */
function searches(journal: Journal): unknown {
  return ['a.example', 'example', 'bob', 'basic', 'pro', 'cyd@'].map((words) => journal.search(words));
}

test('folds kept up to date are equal to folds computed from the events', () => {
  fc.assert(
    fc.property(anyBatches, (batches) => {
      const { path, open } = scratch();
      const { journal } = open();
      for (const batch of batches) journal.append(batch);
      expect(verifyJournal(path).findings).toEqual([]);
      const kept = [dump(path), searches(journal)];
      journal.rebuild();
      expect([dump(path), searches(journal)]).toEqual(kept);
      journal.append([{ kind: 'account.returned', account: 'ada', data: {} }]);
      journal.close();
      open().journal.close();
      expect(verifyJournal(path).findings).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('the same holds when old events were dropped on the way', () => {
  const acts = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.array(anyEvent, { maxLength: 6 }) },
      { weight: 1, arbitrary: fc.nat(20) },
    ),
    { maxLength: 30, size: 'max' },
  );
  fc.assert(
    fc.property(acts, (steps) => {
      const { path, open } = scratch();
      const pruned = open().journal;
      using whole = openMemory();
      for (const step of steps) {
        if (typeof step === 'number') {
          pruned.prune({ keepEvents: step, atLeast: 1 });
        } else {
          pruned.append(step);
          whole.append(step);
        }
      }
      const answers = (journal: Journal) =>
        [...journal.accounts()].map(({ username, phase, desiredRevision, uid, problems }) => ({
          holds: journal.quarantines(username).map(({ service, revision }) => [service, revision]),
          revisions: journal
            .revisionsOf(username)
            .map(({ revision }) => [revision, journal.revisionText(revision)]),
          items: journal.inventory(username).map(({ item, state }) => [item, state]),
          uidOwner: uid === null ? undefined : journal.uidOwner(uid),
          state: [username, phase, desiredRevision, problems.length],
        }));
      const before = dump(path);
      expect(answers(pruned)).toEqual(answers(whole));
      expect(verifyJournal(path).findings).toEqual([]);
      pruned.rebuild();
      expect(dump(path)).toEqual(before);
      expect(searches(pruned)).toEqual(searches(whole));
      pruned.close();
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('events come back as they went in', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40, size: 'max' }), (events: readonly NewEvent[]) => {
      using journal = openMemory();
      const stored = journal.append(events);
      expect(journal.events()).toEqual(stored);
      const bodies = stored.map(({ kind, account, data }) => ({ kind, account, data }));
      const given = events.map(({ kind, account, data }) => ({ kind, account, data }));
      expect(given).toEqual(expect.arrayContaining(bodies));
    }),
  );
});
