import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { NewEvent } from '../../src/journal/event.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { verifyJournal } from '../../src/journal/verify.ts';
import { beneath, observed, openMemory, tickingClock } from './sample.ts';
import { scratch } from './scratch.ts';

function drift(journal: Journal, times: number): void {
  const event: NewEvent = { kind: 'drift.healed', account: 'joko', data: { resource: 'home', item: 'mode' } };
  for (let i = 0; i < times; i++) journal.append([event]);
}

const began: NewEvent = {
  kind: 'wave.began',
  account: null,
  data: { wave: 'w', trigger: 'edit', accounts: [], steps: [], services: [] },
};

test('old events go, the rest verifies from the checkpoint, and nothing that was known is forgotten', () => {
  const { path, open } = scratch();
  const { journal } = open();
  journal.append([observed('joko', { uid: 10_007 }), observed('other', { uid: 10_008 })]);
  drift(journal, 100);
  expect(journal.prune({ keepEvents: 10, atLeast: 1 })).toEqual({ events: 92, revisions: 0 });
  expect(journal.events({ limit: 1 })[0]?.seq).toBe(93);
  expect(journal.head().seq).toBe(103);
  expect(verifyJournal(path)).toEqual({ findings: [], events: 11, revisions: 2 });
  journal.rebuild();
  expect(journal.uidOwner(10_007)).toBe('joko');
  expect(journal.search('other')).toEqual(['other']);
  const [revision] = journal.revisionsOf('joko');
  expect(journal.revisionText(revision?.revision ?? '')).toContain('joko');
  journal.close();
  expect(open().condition).toBe('sound');
});

test('a second checkpoint takes the place of the first', () => {
  const { path, open } = scratch();
  const { journal } = open();
  for (let round = 0; round < 3; round++) {
    journal.append([observed('joko', { package: `p${round}` })]);
    drift(journal, 20);
    journal.prune({ keepEvents: 5, atLeast: 1 });
  }
  expect(journal.revisionsOf('joko')).toHaveLength(3);
  expect(verifyJournal(path).findings).toEqual([]);
  journal.rebuild();
  expect(journal.revisionsOf('joko')).toHaveLength(3);
});

test('events that stay beside a snapshot that has them are not counted twice', () => {
  const { path, open } = scratch();
  const { journal } = open();
  drift(journal, 20);
  for (const plan of ['a', 'b', 'a']) journal.append([observed('joko', { package: plan })]);
  journal.prune({ keepEvents: 5, atLeast: 1 });
  const revisions = journal.revisionsOf('joko');
  expect(revisions).toHaveLength(3);
  journal.rebuild();
  expect(journal.revisionsOf('joko')).toEqual(revisions);
  expect(verifyJournal(path).findings).toEqual([]);
});

test('what the mirror has not seen stays, and so does what is young', () => {
  using mirrored = openMemory();
  drift(mirrored, 50);
  expect(mirrored.prune({ keepEvents: 10, mirrorCursor: 7, atLeast: 1 }).events).toBe(7);
  expect(mirrored.prune({ keepEvents: 10, mirrorCursor: 0, atLeast: 1 }).events).toBe(0);
  using aged = openMemory(tickingClock(0));
  drift(aged, 50);
  const young = aged.events({ after: 29, limit: 1 })[0]?.time ?? 0;
  expect(aged.prune({ olderThan: young, atLeast: 1 }).events).toBe(29);
});

test('a wave that has not ended keeps its beginning', () => {
  using journal = openMemory();
  drift(journal, 5);
  journal.append([began]);
  drift(journal, 20);
  expect(journal.prune({ keepEvents: 2, atLeast: 1 }).events).toBe(5);
  expect(journal.events({ kind: 'wave.began' })).toHaveLength(1);
  journal.append([{ kind: 'wave.ended', account: null, data: { wave: 'w', outcomes: [] } }]);
  expect(journal.prune({ keepEvents: 2, atLeast: 1 }).events).toBeGreaterThan(20);
});

test('too little to drop changes nothing', () => {
  using journal = openMemory();
  drift(journal, 50);
  const head = journal.head();
  expect(journal.prune({ keepEvents: 0 })).toEqual({ events: 0, revisions: 0 });
  expect(journal.prune({ keepEvents: 50, atLeast: 1 })).toEqual({ events: 0, revisions: 0 });
  expect(journal.head()).toEqual(head);
});

test('contents go with a purged account only', () => {
  const { path, open } = scratch();
  const { journal } = open();
  for (const name of ['gone', 'stays']) {
    for (const plan of ['a', 'b']) journal.append([observed(name, { package: plan, uid: name.length })]);
  }
  journal.append([{ kind: 'account.purged', account: 'gone', data: { archive: '/archive/gone.tar' } }]);
  drift(journal, 10);
  expect(journal.prune({ keepEvents: 3, atLeast: 1 })).toEqual({ events: 12, revisions: 2 });
  expect(journal.revisionsOf('stays').every(({ revision }) => journal.revisionText(revision))).toBe(true);
  expect(journal.uidOwner(4)).toBe('gone');
  expect(verifyJournal(path).findings).toEqual([]);
});

test('a failure is stored again after its event was dropped', () => {
  using journal = openMemory();
  const held: NewEvent = { kind: 'guard.held', account: null, data: { guard: 'vanish', reason: 'empty' } };
  journal.append([held]);
  drift(journal, 10);
  expect(journal.append([held])).toEqual([]);
  journal.prune({ keepEvents: 1, atLeast: 1 });
  expect(journal.append([held])).toHaveLength(1);
  expect(journal.heldGuards()).toHaveLength(1);
});

test.each([
  ['UPDATE checkpoint SET through = through - 1', 'chain'],
  ["UPDATE checkpoint SET hash = replace(hash, substr(hash, 1, 1), 'x')", 'chain'],
  ['UPDATE checkpoint SET folded = folded + 1', 'checkpoint'],
  ["UPDATE snapshot SET content = replace(content, 'joko', 'mallory')", 'checkpoint'],
  ["DELETE FROM snapshot WHERE fold_table = 'id_ledger'", 'checkpoint'],
  ['DELETE FROM checkpoint', 'chain'],
])('a changed checkpoint is found: %s', (tampering, damage) => {
  const { path, open } = scratch();
  const { journal } = open();
  journal.append([observed('joko')]);
  drift(journal, 20);
  journal.prune({ keepEvents: 5, atLeast: 1 });
  expect(verifyJournal(path).findings).toEqual([]);
  beneath(path, (db) => db.exec(tampering));
  expect(verifyJournal(path).findings[0]).toMatchObject({ damage });
  expect(() => journal.rebuild()).toThrow();
  expect(journal.uidOwner(10_000)).toBe('joko');
});

test('the file gives its space back', () => {
  const { path, open } = scratch();
  const { journal } = open();
  journal.append([observed('joko')]);
  const problem = {
    file: 'account.json',
    pointer: '',
    line: 1,
    column: 1,
    message: 'x'.repeat(5000),
    remedy: '',
  };
  for (let i = 0; i < 300; i++) {
    journal.append([
      { kind: 'set.refused', account: 'joko', data: { fingerprint: `${i}`, problems: [problem] } },
    ]);
  }
  journal.close();
  const before = statSync(path).size;
  const again = open().journal;
  again.prune({ keepEvents: 10, atLeast: 1 });
  again.close();
  expect(statSync(path).size).toBeLessThan(before / 4);
});
