// Heads that were logged outside of the journal, against a journal that was cut or written again.
import { expect, test } from 'vitest';
import { compareAnchors } from '../../src/journal/anchor.ts';
import { verifyJournal } from '../../src/journal/verify.ts';
import { beneath, observed } from './sample.ts';
import { scratch } from './scratch.ts';

test('a chain that was cut off and folded again is found by an earlier head', () => {
  const { path, open } = scratch();
  const first = open();
  const anchors = [];
  for (let i = 0; i < 10; i++) {
    first.journal.append([observed(`user${i}`, { uid: 10_000 + i })]);
    anchors.push({ journal: first.journal.identity(), ...first.journal.head() });
  }
  first.journal.close();
  expect(compareAnchors(path, anchors)).toEqual({ compared: 10, findings: [] });

  beneath(path, (db) => db.exec('DELETE FROM events WHERE seq > 6'));
  const { journal } = open();
  journal.rebuild();
  expect(verifyJournal(path).findings).toEqual([]);
  expect(compareAnchors(path, anchors).findings).toMatchObject([{ damage: 'anchor', seq: 7 }]);

  // It goes on, and has as many entries again: the seventh is another one.
  for (let i = 0; i < 8; i++) journal.append([observed(`other${i}`, { uid: 20_000 + i })]);
  journal.close();
  expect(compareAnchors(path, anchors).findings).toMatchObject([{ damage: 'anchor', seq: 7 }]);
});

test('heads of another journal say nothing', () => {
  const { path, open } = scratch();
  const { journal } = open();
  journal.append([observed('user1', { uid: 10_001 })]);
  journal.close();
  const other = { journal: 'another', seq: 99, hash: 'x' };
  expect(compareAnchors(path, [other])).toEqual({ compared: 0, findings: [] });
});
