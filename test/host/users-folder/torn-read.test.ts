// A write that falls between the looks of one read is never taken for a state of the set.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, expect, test, vi } from 'vitest';
import { readSet } from '../../../src/host/users-folder/read-set.ts';
import { scratchUsers } from './scratch-users.ts';

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

/** Runs `act` once, right after the first file was read. */
function afterFirstRead(act: () => void): void {
  const { closeSync } = fs;
  let done = false;
  vi.spyOn(fs, 'closeSync').mockImplementation((fd) => {
    closeSync(fd);
    if (done) return;
    done = true;
    act();
  });
  syncBuiltinESMExports();
}

test.each<[string, (folder: string) => void]>([
  ['a file read already is written again', (folder) => fs.appendFileSync(`${folder}/account.json`, ' ')],
  [
    'a file read already is replaced',
    (folder) => {
      fs.copyFileSync(`${folder}/account.json`, `${folder}/t`);
      fs.renameSync(`${folder}/t`, `${folder}/account.json`);
    },
  ],
  ['a file still to be read is written', (folder) => fs.appendFileSync(`${folder}/ssh.json`, ' ')],
  ['a file still to be read goes', (folder) => fs.unlinkSync(`${folder}/ssh.json`)],
  ['a file still to be read is cut', (folder) => fs.truncateSync(`${folder}/ssh.json`, 3)],
  ['a file is touched', (folder) => fs.utimesSync(`${folder}/limits.json`, 1, 1)],
  ['a file comes', (folder) => fs.writeFileSync(`${folder}/new`, '')],
])('%s', (_, act) => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  afterFirstRead(() => act(folder));
  expect(readSet(scratch.path, 'joko')).toEqual({ state: 'unstable' });
});

test('a folder that is swapped meanwhile is read as the one that was opened', () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  afterFirstRead(() => {
    fs.renameSync(folder, `${folder}.old`);
    fs.symlinkSync('/etc', folder);
  });
  const set = readSet(scratch.path, 'joko');
  // Its own rename may show as a change; another folder's files never do.
  expect(['unstable', 'read']).toContain(set.state);
});
