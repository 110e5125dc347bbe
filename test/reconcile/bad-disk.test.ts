// What the disk does not give back of one set is that account's trouble alone.

import { afterAll, expect, test } from 'vitest';
import { bootWith } from '../sim/boot-with.ts';
import { converge, type Engine, journalFolder } from '../sim/engine.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

type Users = Engine['users'];

async function start(replace: (real: Users) => Partial<Users>): Promise<Engine> {
  return bootWith(
    ['anna', 'bert'],
    folder,
    {},
    {
      replace: ({ users }) => ({ users: { ...users, ...replace(users) } }),
    },
  );
}

function lost(what: string): Error {
  return Object.assign(new Error(`EIO: i/o error, ${what}`), { code: 'EIO' });
}

test('a set that cannot be read is refused, and the others are served', async () => {
  let isLost = true;
  const engine = await start(({ read }) => ({
    read(username) {
      if (isLost && username === 'anna') throw lost('lstat');
      return read(username);
    },
  }));
  const results = await converge(engine);
  expect(Object.fromEntries(results)).toEqual({ anna: { state: 'refused' }, bert: { state: 'applied' } });
  expect(engine.journal.account('anna')?.lastError).toContain('cannot be read: EIO');
  isLost = false;
  expect((await engine.pass(['anna'], 'edit')).get('anna')).toEqual({ state: 'applied' });
});

test('a meta.json that cannot be written is tried again, and the others are done', async () => {
  const engine = await start(({ replaceFiles }) => ({
    async replaceFiles(username, texts) {
      if (username === 'anna') throw lost('fsync');
      return replaceFiles(username, texts);
    },
  }));
  const results = await engine.pass(['anna', 'bert'], 'start');
  expect(results.get('bert')).toEqual({ state: 'applied' });
  expect(results.get('anna')).toEqual({ state: 'failed', error: 'EIO: i/o error, fsync' });
});
