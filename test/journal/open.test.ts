// What a start finds in place of the journal it left, and what it makes of it.
import { copyFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { JournalDamagedError } from '../../src/journal/journal-damaged-error.ts';
import { JournalTooNewError } from '../../src/journal/journal-too-new-error.ts';
import { openJournalReader } from '../../src/journal/open-journal.ts';
import { verifyJournal } from '../../src/journal/verify.ts';
import { expectSetAside, left } from './left-journal.ts';
import { beneath, observed } from './sample.ts';
import { scratch } from './scratch.ts';

test('a missing journal is created and reported; the next start finds it intact', () => {
  const { path, open } = scratch();
  const first = open();
  expect(first).toMatchObject({ condition: 'new', reason: 'there was no journal' });
  const identity = first.journal.identity();
  first.journal.append([observed('joko')]);
  first.journal.close();
  const second = open();
  expect(second).toMatchObject({ condition: 'sound', reason: '' });
  expect(second.journal.identity()).toBe(identity);
  expect(second.journal.account('joko')?.uid).toBe(10_000);
  second.journal.close();
  expect(verifyJournal(path)).toEqual({ findings: [], events: 1, revisions: 1 });
});

test('an empty file is treated as a journal that was not created to the end', () => {
  const { path, open } = scratch();
  writeFileSync(path, '');
  expect(open().condition).toBe('new');
});

test('what is no database is set aside', () => {
  const made = left();
  writeFileSync(made.path, 'the disk was full of something else\n'.repeat(500));
  expectSetAside(made, /no database/);
});

test('someone else’s database is set aside', () => {
  const made = scratch();
  beneath(made.path, (db) => db.exec('CREATE TABLE theirs (x)'));
  expectSetAside(made, /no journal of jopanel/);
});

test('a file without its last page is noticed', () => {
  const made = left();
  truncateSync(made.path, statSync(made.path).size - 4096);
  expectSetAside(made, /corrupt|malformed/);
});

test('an event changed in the tail sets the journal aside', () => {
  const made = left();
  beneath(made.path, (db) => db.exec('UPDATE events SET time = time + 1 WHERE seq = 30'));
  expectSetAside(made, /event 30 does not follow/);
});

test('folds that are behind the events are rebuilt', () => {
  const { path, open } = left();
  beneath(path, (db) =>
    db.exec("DELETE FROM accounts; UPDATE folds SET through = 3 WHERE name = 'accounts'"),
  );
  const { journal, condition, reason } = open();
  expect(condition).toBe('rebuilt');
  expect(reason).toBe('accounts stands at event 3, the journal at 40');
  expect([...journal.accounts()]).toHaveLength(40);
});

test('folds that are ahead of a cut chain are rebuilt and know less', () => {
  const { path, open } = left();
  beneath(path, (db) => db.exec('DELETE FROM events WHERE seq > 38'));
  const { journal, condition } = open();
  expect(condition).toBe('rebuilt');
  expect([...journal.accounts()]).toHaveLength(38);
});

test('a fold of another version is rebuilt, whatever tables the old one had', () => {
  const { path, open } = left();
  beneath(path, (db) =>
    db.exec(`DROP TABLE claims; CREATE TABLE claims (old TEXT); CREATE TABLE older (x);
      UPDATE folds SET version = 0 WHERE name = 'claims'`),
  );
  const { journal, condition } = open();
  expect(condition).toBe('rebuilt');
  expect(journal.holderOf('domain:user7.example')).toBe('user7');
  journal.close();
  const tables = beneath(path, (db) => db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'older'").all());
  expect(tables).toEqual([]);
});

test('a newer journal is refused and left where it is', () => {
  const { path, open } = left();
  beneath(path, (db) => db.exec('PRAGMA user_version = 999'));
  expect(() => open()).toThrow(JournalTooNewError);
  expect(() => open()).toThrow('version 999');
  expect(() => openJournalReader(path)).toThrow(JournalTooNewError);
});

test('a journal that cannot be opened is no damaged one', () => {
  const { path, open } = scratch();
  rmSync(path, { force: true });
  const missing = { ...scratch(), path: `${path}/no/such/folder` };
  expect(() => openJournalReader(missing.path)).toThrow('unable to open');
  expect(open().condition).toBe('new');
});

test('the companions of a journal that is gone do not come back in a new one', () => {
  const { path, open } = scratch();
  const { journal } = open();
  journal.append([observed('joko')]);
  copyFileSync(`${path}-wal`, `${path}-old`);
  journal.close();
  rmSync(path);
  copyFileSync(`${path}-old`, `${path}-wal`);
  const opened = open();
  expect(opened.condition).toBe('new');
  expect(opened.journal.head().seq).toBe(0);
});

test('a reader of something damaged says what is wrong', () => {
  const { path } = scratch();
  writeFileSync(path, 'x'.repeat(5000));
  expect(() => openJournalReader(path)).toThrow(JournalDamagedError);
  expect(verifyJournal(path).findings).toMatchObject([{ damage: 'file', seq: null }]);
});
