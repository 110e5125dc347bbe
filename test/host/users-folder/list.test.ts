// Which folders are accounts, and the difference between "none", "missing" and "cannot say".
import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openUsersFolder } from '../../../src/host/users-folder/users-folder.ts';
import { scratchUsers } from './scratch-users.ts';

test('folders with a username are accounts, whatever lies beside them', () => {
  using scratch = scratchUsers();
  scratch.add('joko');
  scratch.add('ada');
  mkdirSync(`${scratch.path}/.git`);
  mkdirSync(`${scratch.path}/.joko.swp`);
  mkdirSync(`${scratch.path}/lost+found`);
  mkdirSync(`${scratch.path}/Joko`);
  writeFileSync(`${scratch.path}/readme`, '');
  writeFileSync(`${scratch.path}/joko.json`, '');
  const { ino, dev } = statSync(scratch.path);
  expect(scratch.users.list()).toEqual({
    state: 'ok',
    device: dev,
    inode: ino,
    usernames: ['ada', 'joko'],
    strangers: ['Joko', 'lost+found'],
  });
});

test('a link in the place of an account is listed, so that it is refused and not taken for gone', () => {
  using scratch = scratchUsers();
  symlinkSync('/nowhere', `${scratch.path}/joko`);
  expect(scratch.users.list()).toMatchObject({ state: 'ok', usernames: ['joko'] });
});

test('an empty folder is empty, a missing one is missing', () => {
  using scratch = scratchUsers();
  expect(scratch.users.list()).toMatchObject({ state: 'ok', usernames: [] });
  rmSync(scratch.path, { recursive: true });
  expect(scratch.users.list()).toEqual({ state: 'missing' });
});

test('a link or a file in the place of the users folder is unreadable', () => {
  using scratch = scratchUsers();
  const listing = (path: string) => openUsersFolder({ path, locksDir: scratch.locksDir }).list();
  symlinkSync(scratch.path, `${scratch.root}/link`);
  expect(listing(`${scratch.root}/link`)).toMatchObject({
    state: 'unreadable',
    reason: expect.stringContaining('is not a folder, or is a symbolic link'),
  });
  writeFileSync(`${scratch.root}/file`, '');
  expect(listing(`${scratch.root}/file`)).toMatchObject({ state: 'unreadable' });
});

test.each([0o770, 0o702, 0o777])('a users folder that others can write (%o) is not believed', (mode) => {
  using scratch = scratchUsers();
  chmodSync(scratch.path, mode);
  expect(scratch.users.list()).toMatchObject({
    state: 'unreadable',
    reason: expect.stringContaining(`chmod 700 ${scratch.path}`),
  });
  chmodSync(scratch.path, 0o755);
  expect(scratch.users.list()).toMatchObject({ state: 'ok' });
});

test.skipIf(process.geteuid?.() === 0)('a users folder that may not be opened is unreadable', () => {
  using scratch = scratchUsers();
  chmodSync(scratch.path, 0o000);
  expect(scratch.users.list()).toMatchObject({
    state: 'unreadable',
    reason: expect.stringContaining('EACCES'),
  });
  chmodSync(scratch.path, 0o700);
});

test.runIf(process.geteuid?.() === 0)('a users folder of another owner is not believed', async () => {
  using scratch = scratchUsers();
  const { chownSync } = await import('node:fs');
  chownSync(scratch.path, 65534, 65534);
  expect(scratch.users.list()).toMatchObject({
    state: 'unreadable',
    reason: expect.stringContaining('belongs to uid 65534'),
  });
});
