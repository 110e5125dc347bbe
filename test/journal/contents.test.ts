// What the journal keeps of the sets themselves: each file once, within a budget for each account and day.
import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/journal/canonical-json.ts';
import { CONTENT_BUDGET } from '../../src/journal/contents.ts';
import type { NewEvent } from '../../src/journal/event.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openJournalReader } from '../../src/journal/open-journal.ts';
import { verifyJournal } from '../../src/journal/verify.ts';
import { digestOf } from '../../src/model/digest.ts';
import { beneath, observed, openMemory } from './sample.ts';
import { scratch } from './scratch.ts';

const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;

/** A set with one large file. `small` and `large` are the values that change from edit to edit, one in each kind of file. */
function edited(account: string, { small = 0, large = 0 }) {
  const content = canonicalJson({
    account: { username: account },
    domains: {},
    limits: { x_b: small },
    services: {},
    ssh: { x_a: 'large '.repeat(MIB / 6), x_b: large },
  });
  const set = observed(account);
  return { ...set, content, data: { ...set.data, revision: digestOf(content) } } satisfies NewEvent;
}

function states(journal: Journal, account: string): string[] {
  return journal.revisionsOf(account).map(({ content }) => content);
}

test('twenty edits of one value in a set of 1 MiB make the file hardly larger, and each revision can be read', () => {
  const { path, open } = scratch();
  const { journal } = open();
  journal.append([edited('joko', {})]);
  const first = statSync(path).size + statSync(`${path}-wal`).size;
  for (let edit = 1; edit <= 20; edit++) journal.append([edited('joko', { small: edit })]);
  const revisions = journal.revisionsOf('joko');
  expect(revisions).toHaveLength(21);
  expect(revisions.map(({ revision }) => digestOf(journal.revisionText(revision) ?? ''))).toEqual(
    revisions.map(({ revision }) => revision),
  );
  journal.close();
  expect(statSync(path).size - first).toBeLessThan(MIB);
  expect(verifyJournal(path)).toMatchObject({ findings: [], revisions: 21 });
});

test('beyond the budget of a day only the newest revision and the one in force are kept, and history says so', () => {
  const { path, open } = scratch();
  const { journal } = open();
  const edits = CONTENT_BUDGET / MIB + 4;
  for (let edit = 0; edit < edits; edit++) {
    journal.append([edited('joko', { large: edit })]);
    journal.append([edited('anna', {})]);
    const { revision } = edited('joko', { large: edit }).data;
    if (edit === edits - 3)
      journal.append([{ kind: 'revision.applied', account: 'joko', data: { wave: 'w', revision } }]);
  }
  const now = journal.events({ from: 'newest', limit: 1 })[0]?.time ?? 0;
  expect(journal.isContentBudgetSpent('joko', now)).toBe(true);
  expect(journal.isContentBudgetSpent('anna', now)).toBe(false);
  expect(journal.isContentBudgetSpent('joko', now + DAY_MS)).toBe(false);

  // The newest, one between, the one in force, those that were let in over the budget, and all within it.
  const shown = states(journal, 'joko');
  expect(shown.slice(0, 3)).toEqual(['kept', 'over_budget', 'kept']);
  expect(new Set(shown.slice(8))).toEqual(new Set(['kept']));
  const dropped = journal.revisionsOf('joko')[1]?.revision ?? '';
  expect(journal.revisionText(dropped)).toBeUndefined();
  expect(journal.revisionText(journal.account('joko')?.desiredRevision ?? '')).toBeDefined();
  journal.close();
  expect(verifyJournal(path).findings).toEqual([]);
  // What the folds are rebuilt from says the same.
  beneath(path, (db) => db.exec('UPDATE folds SET version = 0'));
  const again = open().journal;
  expect(states(again, 'joko')).toEqual(shown);
  again.close();
  // A content that is gone without an entry about it is damage.
  beneath(path, (db) => db.exec("DELETE FROM revision_files WHERE account = 'anna'"));
  expect(verifyJournal(path).findings).toMatchObject([{ damage: 'content' }]);
});

test('a revision that was dropped is kept again when the set becomes it again', () => {
  using journal = openMemory();
  for (let edit = 0; edit < CONTENT_BUDGET / MIB + 2; edit++)
    journal.append([edited('joko', { large: edit })]);
  const { revision } = edited('joko', { large: CONTENT_BUDGET / MIB }).data;
  expect(journal.revisionText(revision)).toBeUndefined();
  journal.append([edited('joko', { large: CONTENT_BUDGET / MIB })]);
  expect(journal.revisionText(revision)).toBeDefined();
});

test('a journal that kept whole sets is read as it is, and written on', () => {
  const { path, open } = scratch();
  const set = observed('joko');
  const first = open().journal;
  first.append([set]);
  first.close();
  beneath(path, (db) => {
    db.exec('DROP TABLE contents; DROP TABLE revision_files; PRAGMA user_version = 1');
    db.prepare('INSERT INTO revisions (hash, content) VALUES (?, ?)').run(set.data.revision, set.content);
    db.exec(
      "ALTER TABLE history DROP COLUMN content_dropped; UPDATE folds SET version = 1 WHERE name = 'history'",
    );
  });
  {
    using reader = openJournalReader(path);
    expect(reader.revisionText(set.data.revision)).toBe(set.content);
    expect(reader.revisionsOf('joko')).toMatchObject([{ content: 'kept' }]);
  }
  expect(verifyJournal(path).findings).toMatchObject([{ damage: 'folds' }]);
  const { journal } = open();
  journal.append([observed('joko', { package: 'gold' })]);
  expect(states(journal, 'joko')).toEqual(['kept', 'kept']);
  expect(journal.revisionText(set.data.revision)).toBe(set.content);
  journal.close();
  expect(verifyJournal(path)).toMatchObject({ findings: [], revisions: 2 });
});
