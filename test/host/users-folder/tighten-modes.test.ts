import { chmodSync, chownSync, linkSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scratchUsers } from './scratch-users.ts';

function modes(folder: string) {
  const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);
  return [folder, `${folder}/account.json`, `${folder}/domains.json`].map(modeOf);
}

test('a set that only its modes open is read, and its modes are set right', () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  chmodSync(folder, 0o755);
  chmodSync(`${folder}/account.json`, 0o644);
  chmodSync(`${folder}/domains.json`, 0o640);
  expect(scratch.users.read('joko').state).toBe('read');
  expect([...scratch.users.tightenModes('joko')].sort()).toEqual(['.', 'account.json', 'domains.json']);
  expect(modes(folder)).toEqual(['700', '600', '600']);
  expect(scratch.users.tightenModes('joko')).toEqual([]);
  expect(scratch.users.tightenModes('nobody')).toEqual([]);
});

test('what another user could have written is left as it is', () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  chmodSync(`${folder}/account.json`, 0o666);
  chmodSync(`${folder}/domains.json`, 0o664);
  expect(scratch.users.tightenModes('joko')).toEqual([]);
  expect(modes(folder)).toEqual(['700', '666', '664']);
});

test('no link is followed, and a file with a second name is left alone', () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  const other = scratch.add('ada');
  chmodSync(`${other}/account.json`, 0o644);
  unlinkSync(`${folder}/account.json`);
  symlinkSync(`${other}/account.json`, `${folder}/account.json`);
  chmodSync(`${folder}/domains.json`, 0o644);
  linkSync(`${folder}/domains.json`, `${scratch.path}/second`);
  expect(scratch.users.tightenModes('joko')).toEqual([]);
  expect(modes(other)[1]).toBe('644');
});

test.runIf(process.geteuid?.() === 0)('files and folders of another owner are left as they are', () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  chmodSync(`${folder}/account.json`, 0o644);
  chownSync(`${folder}/account.json`, 1000, 1000);
  expect(scratch.users.tightenModes('joko')).toEqual([]);
  expect(modes(folder)[1]).toBe('644');
});
