import { mkdirSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { removeUnfinished, unfinishedFolders } from '../../../src/host/users-folder/unfinished-folders.ts';
import { scratchUsers } from './scratch-users.ts';

test('what a killed run has left is found by the account that it is of, and taken away', async () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  mkdirSync(`${scratch.path}/.jopanel-new-joko`);
  mkdirSync(`${scratch.path}/.removed-anna-0123456789ab/deeper`, { recursive: true });
  mkdirSync(`${scratch.path}/.jopanel-removed-bert`);
  for (const other of ['.new-joko', '.git', '.new-Bad_Name-0123456789ab', '.new-joko-0123456789ab.tmp'])
    mkdirSync(`${scratch.path}/${other}`);
  const found = await unfinishedFolders(scratch.path);
  expect(found.map(({ username }) => username).sort()).toEqual(['anna', 'bert', 'joko']);
  for (const folder of found) await removeUnfinished(scratch.path, folder);
  expect(readdirSync(scratch.path).sort()).toEqual(
    ['.git', '.new-Bad_Name-0123456789ab', '.new-joko', '.new-joko-0123456789ab.tmp', 'joko'].sort(),
  );
  expect(await unfinishedFolders(`${scratch.path}/missing`)).toEqual([]);
});
