// The simulated users folder and the one on a disk answer alike, whatever is done to the sets in them.

import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { UsersFolder } from '../../src/host/users-folder/users-folder.ts';
import { SET_FILES, type SetFileName } from '../../src/model/set-files.ts';
import { scratchUsers } from '../host/users-folder/scratch-users.ts';
import { create } from '../sim/disk.ts';
import { Effects } from '../sim/effects.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import { simUsersFolder, USERS } from '../sim/users-folder.ts';

interface Place extends Disposable {
  readonly users: UsersFolder;
  makeFolder(name: string): void;
}

function onDisk(): Place {
  const scratch = scratchUsers();
  return {
    users: scratch.users,
    makeFolder: (name) => void mkdirSync(`${scratch.path}/${name}`, { mode: 0o700 }),
    [Symbol.dispose]: () => scratch[Symbol.dispose](),
  };
}

function simulated(): Place {
  const machine = freshMachine();
  return {
    users: simUsersFolder({ machine, effects: new Effects() }),
    makeFolder: (name) =>
      void create(machine.disk, `${USERS}/${name}`, 'folder', '', { uid: 0, gid: 0, mode: 0o700 }),
    [Symbol.dispose]: () => {},
  };
}

function textsOf(word: string): ReadonlyMap<SetFileName, string> {
  return new Map(SET_FILES.map((file) => [file, `"${file} ${word}"\n`]));
}

function read(users: UsersFolder, username: string): Record<string, string> | string {
  const set = users.read(username);
  if (set.state !== 'read') return set.state;
  return Object.fromEntries([...set.files].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]));
}

describe.each([
  ['on a disk', onDisk],
  ['simulated', simulated],
])('%s', (_, open) => {
  test('a set that is made is listed and read, and is made once', async () => {
    using place = open();
    expect(await place.users.create('joko', textsOf('one'))).toEqual({ ok: true });
    expect(await place.users.create('joko', textsOf('two'))).toMatchObject({ ok: false, reason: 'exists' });
    expect(place.users.list()).toMatchObject({ state: 'ok', usernames: ['joko'], strangers: [] });
    expect(read(place.users, 'joko')).toEqual(Object.fromEntries(textsOf('one')));
  });

  test('an empty folder is a set without files, and no set takes its place', async () => {
    using place = open();
    place.makeFolder('joko');
    place.makeFolder('No-Name');
    expect(await place.users.create('joko', textsOf('one'))).toMatchObject({ ok: false, reason: 'exists' });
    expect(read(place.users, 'joko')).toEqual({});
    expect(place.users.list()).toMatchObject({ usernames: ['joko'], strangers: ['No-Name'] });
  });

  test('files are replaced by name, and the fingerprint changes with them alone', async () => {
    using place = open();
    await place.users.create('joko', textsOf('one'));
    const before = place.users.fingerprint('joko');
    read(place.users, 'joko');
    expect(place.users.fingerprint('joko')).toBe(before);
    const meta = new Map([['meta.json', '{}\n'] as const]);
    expect(await place.users.replaceFiles('joko', meta)).toEqual({ ok: true });
    expect(place.users.fingerprint('joko')).not.toBe(before);
    expect(read(place.users, 'joko')).toEqual({
      ...Object.fromEntries(textsOf('one')),
      'meta.json': '{}\n',
    });
  });

  test('a set that is removed is gone, and nothing can be written to it or removed again', async () => {
    using place = open();
    await place.users.create('joko', textsOf('one'));
    expect(await place.users.remove('joko')).toEqual({ ok: true });
    expect(read(place.users, 'joko')).toBe('gone');
    expect(place.users.fingerprint('joko')).toBeUndefined();
    expect(place.users.list()).toMatchObject({ state: 'ok', usernames: [] });
    expect(await place.users.remove('joko')).toMatchObject({ ok: false, reason: 'gone' });
    expect(await place.users.replaceFiles('joko', textsOf('two'))).toMatchObject({
      ok: false,
      reason: 'gone',
    });
  });
});
