import { expect, test } from 'vitest';
import { makeFolders } from '../../../../src/host/crash-safe/homes/make-folders.ts';
import { create, lookUp } from '../../../sim/disk.ts';
import { Effects } from '../../../sim/effects.ts';
import { bareMachine } from '../../../sim/machine.ts';
import { simFolderCalls } from '../../../sim/ports/folder-calls.ts';

const JOKO = { uid: 20_000, gid: 20_000 };
const WANTED = {
  home: '/joko',
  owner: JOKO,
  folders: [
    { path: 'tmp', mode: 0o700 },
    { path: 'tmp/sessions', mode: 0o700 },
  ],
};

test('a folder that could not be made for itself has its own mode when it is made as a parent', async () => {
  const machine = bareMachine();
  create(machine.disk, '/joko', 'folder', '', { ...JOKO, mode: 0o700 });
  let refused = 0;
  const effects = new Effects({
    decide({ name }) {
      if (name !== 'mkdir /joko/tmp' || refused > 0) return undefined;
      refused += 1;
      return { kind: 'fail', code: 'EIO', done: false };
    },
  });
  const failures = await makeFolders(simFolderCalls({ machine, effects }), [WANTED]);
  expect(failures.get('/joko')).toContain('EIO');
  expect(lookUp(machine.disk, '/joko/tmp')).toMatchObject({ ...JOKO, mode: 0o700 });
  expect(lookUp(machine.disk, '/joko/tmp/sessions')).toMatchObject({ ...JOKO, mode: 0o700 });
});
