import { expect, test } from 'vitest';
import { connectReader, connectWriter } from '../../src/journal/connect.ts';
import { scratch } from './scratch.ts';

test('the writer waits for the disk at every commit, and keeps a log that readers can read beside it', () => {
  const { path } = scratch();
  const db = connectWriter(path);
  const FULL = 2;
  const INCREMENTAL = 2;
  expect(db.prepare('PRAGMA synchronous').get()).toMatchObject({ synchronous: FULL });
  expect(db.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
  db.exec('CREATE TABLE first (x)');
  expect(db.prepare('PRAGMA auto_vacuum').get()).toMatchObject({ auto_vacuum: INCREMENTAL });
  const reader = connectReader(path);
  expect(() => reader.exec('INSERT INTO first VALUES (1)')).toThrow('readonly');
  reader.close();
  db.close();
});
