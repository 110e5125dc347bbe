// A secret that got into the journal goes out of it, and what is left is sound and says what was done.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareAnchors } from '../../src/journal/anchor.ts';
import { expungeJournal } from '../../src/journal/expunge.ts';
import { verifyJournal } from '../../src/journal/verify.ts';
import { observed } from './sample.ts';
import { scratch } from './scratch.ts';

const SECRET = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW';
const NOW = 1_800_000_000_000;

/** As messages had it: quoted, and cut after sixty characters. */
const refusal = {
  kind: 'set.refused',
  account: 'joko',
  data: {
    fingerprint: 'f',
    problems: [
      {
        file: 'ssh.json',
        pointer: '/authorized_keys/1',
        line: 7,
        column: 5,
        message: `is not a public key: "${SECRET.slice(0, 58)}…`,
        remedy: `paste a .pub file, not ${JSON.stringify({ line: SECRET })}`,
      },
    ],
  },
} as const;

function bytesOf(path: string): string {
  return ['', '-wal'].map((suffix) => read(path + suffix)).join('');
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

test('it is gone from entries, folds and file, the chain is sound, and an entry says so', () => {
  const { path, open } = scratch();
  const first = open();
  first.journal.append([observed('joko', { uid: 10_001 })]);
  first.journal.append([refusal]);
  first.journal.append([observed('anna', { uid: 10_002 })]);
  const anchor = { journal: first.journal.identity(), ...first.journal.head() };
  first.journal.close();
  expect(bytesOf(path)).toContain(SECRET.slice(0, 50));

  expect(expungeJournal(path, [SECRET], NOW)).toEqual({ ok: true, events: 1, from: 2, revisions: [] });
  expect(bytesOf(path)).not.toContain(SECRET.slice(0, 16));
  expect(verifyJournal(path).findings).toEqual([]);
  // The head that was logged before is one of those that were hashed again.
  expect(compareAnchors(path, [anchor]).findings).toEqual([]);
  const { journal } = open();
  const [last] = journal.events({ from: 'newest', limit: 1 });
  expect(last).toMatchObject({
    kind: 'journal.expunged',
    time: NOW,
    data: { from: 2, through: 3, hash: anchor.hash, events: 1, revisions: [] },
  });
  expect(journal.account('joko')?.problems[0]?.message).toBe('is not a public key: "(expunged)…');
  journal.append([observed('bob', { uid: 10_003 })]);
  const later = { journal: journal.identity(), ...journal.head() };
  journal.close();
  expect(compareAnchors(path, [anchor, { ...later, hash: 'x' }]).findings).toMatchObject([
    { seq: later.seq },
  ]);
});

test('past revisions that hold it are dropped, and the set in force is to be changed first', () => {
  const { path, open } = scratch();
  const first = open();
  first.journal.append([observed('joko', { uid: 10_001, contact_email: 'old-secret@example.com' })]);
  const past = first.journal.account('joko')?.desiredRevision;
  first.journal.close();
  expect(expungeJournal(path, ['old-secret@'], NOW)).toEqual({ ok: false, inForce: ['joko'] });

  const second = open();
  second.journal.append([observed('joko', { uid: 10_001, contact_email: 'new@example.com' })]);
  second.journal.close();
  expect(expungeJournal(path, ['old-secret@'], NOW)).toMatchObject({ ok: true, revisions: [past] });
  expect(bytesOf(path)).not.toContain('old-secret@');
  expect(verifyJournal(path).findings).toEqual([]);
});

test('a journal that does not hold it stays as it is', () => {
  const { path, open } = scratch();
  const { journal } = open();
  journal.append([observed('joko', { uid: 10_001 })]);
  const head = journal.head();
  journal.close();
  expect(expungeJournal(path, [SECRET], NOW)).toEqual({ ok: true, events: 0, from: null, revisions: [] });
  expect(open().journal.head()).toEqual(head);
});

test('what stands for dropped entries is cleaned as well', () => {
  const { path, open } = scratch();
  const { journal } = open();
  journal.append([observed('joko', { uid: 10_001 })]);
  journal.append([refusal]);
  for (let index = 0; index < 5; index++) journal.append([observed(`user${index}`, { uid: 10_010 + index })]);
  expect(journal.prune({ keepEvents: 2, atLeast: 1 }).events).toBeGreaterThan(2);
  journal.close();
  expect(expungeJournal(path, [SECRET], NOW)).toMatchObject({ ok: true });
  expect(bytesOf(path)).not.toContain(SECRET.slice(0, 16));
  expect(verifyJournal(path).findings).toEqual([]);
});
