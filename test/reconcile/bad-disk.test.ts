// What the disk does not give back of one set is that account's trouble alone.

import { afterAll, expect, test } from 'vitest';
import { boot, converge, type Engine, journalFolder } from '../sim/engine.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import { putSet } from '../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

async function start(name: string): Promise<Engine> {
  const machine = freshMachine();
  for (const username of ['anna', 'bert']) putSet(machine, username);
  return boot(machine, { journalPath: `${folder.path}/${name}.db` });
}

function lost(what: string): Error {
  return Object.assign(new Error(`EIO: i/o error, ${what}`), { code: 'EIO' });
}

test('a set that cannot be read is refused, and the others are served', async () => {
  const engine = await start('read');
  const read = engine.users.read.bind(engine.users);
  Object.assign(engine.users, {
    read(username: string) {
      if (username === 'anna') throw lost('lstat');
      return read(username);
    },
  });
  const results = await converge(engine);
  expect(Object.fromEntries(results)).toEqual({ anna: { state: 'invalid' }, bert: { state: 'applied' } });
  expect(engine.journal.account('anna')?.lastError).toContain('cannot be read: EIO');
  Object.assign(engine.users, { read });
  expect((await engine.pass(['anna'], 'edit')).get('anna')).toEqual({ state: 'applied' });
});

test('a meta.json that cannot be written is tried again, and the others are done', async () => {
  const engine = await start('meta');
  const replaceFiles = engine.users.replaceFiles.bind(engine.users);
  const failing: Engine['users']['replaceFiles'] = async (username, texts) => {
    if (username === 'anna') throw lost('fsync');
    return replaceFiles(username, texts);
  };
  Object.assign(engine.users, { replaceFiles: failing });
  const results = await engine.pass(['anna', 'bert'], 'start');
  expect(results.get('bert')).toEqual({ state: 'applied' });
  expect(results.get('anna')).toEqual({ state: 'failed', error: 'EIO: i/o error, fsync' });
});
