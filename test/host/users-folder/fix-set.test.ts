import { chmodSync, chownSync, linkSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixSet } from '../../../src/host/users-folder/fix-set.ts';
import { scratchUsers } from './scratch-users.ts';

test('modes that are too open are set right, and what is right is left alone', () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  expect(fixSet(scratch.path, 'joko')).toEqual([]);
  chmodSync(folder, 0o777);
  chmodSync(`${folder}/ssh.json`, 0o666);
  expect(scratch.users.read('joko').state).toBe('refused');
  expect(fixSet(scratch.path, 'joko')).toEqual([
    { name: '.', was: ['mode 0777'] },
    { name: 'ssh.json', was: ['mode 0666'] },
  ]);
  expect(scratch.users.read('joko').state).toBe('read');
  expect(fixSet(scratch.path, 'nobody')).toBeUndefined();
});

test.runIf(process.geteuid?.() === 0)('files of another owner become those of root', () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  for (const name of ['', '/account.json']) chownSync(`${folder}${name}`, 1000, 1000);
  expect(fixSet(scratch.path, 'joko')).toEqual([
    { name: '.', was: ['owner 1000', 'group 1000'] },
    { name: 'account.json', was: ['owner 1000', 'group 1000'] },
  ]);
  expect(scratch.users.read('joko').state).toBe('read');
});

test('links and files with a second name are not touched, nor what they lead to', () => {
  using scratch = scratchUsers();
  const folder = scratch.add('joko');
  const other = scratch.add('ada');
  chmodSync(`${other}/account.json`, 0o666);
  unlinkSync(`${folder}/account.json`);
  symlinkSync(`${other}/account.json`, `${folder}/account.json`);
  chmodSync(`${folder}/domains.json`, 0o666);
  linkSync(`${folder}/domains.json`, `${scratch.path}/second`);
  expect(fixSet(scratch.path, 'joko')).toEqual([]);
  expect(statSync(`${other}/account.json`).mode & 0o777).toBe(0o666);
});
