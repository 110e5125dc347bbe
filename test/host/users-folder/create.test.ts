// A whole set comes and goes with one rename, and replaces no other.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SET_FILES, type SetFileName } from '../../../src/model/set-files.ts';
import { scratchUsers } from './scratch-users.ts';

const TEXTS: ReadonlyMap<SetFileName, string> = new Map(SET_FILES.map((file) => [file, `"${file}"\n`]));

test('what is made belongs to its maker alone, and nothing else is left', async () => {
  using scratch = scratchUsers();
  expect(await scratch.users.create('joko', TEXTS)).toEqual({ ok: true });
  expect(readdirSync(scratch.path)).toEqual(['joko']);
  expect(readdirSync(`${scratch.path}/joko`).sort()).toEqual([...SET_FILES].sort());
  expect(statSync(`${scratch.path}/joko`).mode & 0o7777).toBe(0o700);
  for (const file of SET_FILES) {
    expect(statSync(`${scratch.path}/joko/${file}`).mode & 0o7777).toBe(0o600);
    expect(scratch.text('joko', file)).toBe(TEXTS.get(file));
  }
});

test('a folder that is there is not replaced, not even an empty one', async () => {
  using scratch = scratchUsers();
  mkdirSync(`${scratch.path}/joko`);
  expect(await scratch.users.create('joko', TEXTS)).toMatchObject({ ok: false, reason: 'exists' });
  expect(readdirSync(`${scratch.path}/joko`)).toEqual([]);
  expect(readdirSync(scratch.path)).toEqual(['joko']);
});

test('a set is taken away as a whole; one that is not there is gone', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  expect(await scratch.users.remove('joko')).toEqual({ ok: true });
  expect(readdirSync(scratch.path)).toEqual([]);
  expect(await scratch.users.remove('joko')).toMatchObject({ ok: false, reason: 'gone' });
});

test('without the users folder nothing is made, written or taken away', async () => {
  using scratch = scratchUsers();
  rmSync(scratch.path, { recursive: true });
  for (const done of [
    await scratch.users.create('joko', TEXTS),
    await scratch.users.replaceFiles('joko', TEXTS),
    await scratch.users.remove('joko'),
  ])
    expect(done).toMatchObject({ ok: false, reason: 'gone' });
});
