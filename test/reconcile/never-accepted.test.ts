// A folder whose set never was in order is no account, whatever became of the daemon since.

import { afterAll, expect, test } from 'vitest';
import { boot, converge, journalFolder } from '../sim/engine.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import { dropSet, putSet } from '../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

test('folders that were only ever refused are not missed, nor do they count among those that vanish', async () => {
  const machine = freshMachine();
  const drafts = ['dora', 'emil', 'fred'];
  for (const name of ['anna', 'bert']) putSet(machine, name);
  for (const name of drafts) putSet(machine, name, { account: { username: 'other' } });
  const first = await boot(machine, { journalPath: `${folder.path}/1.db` });
  await converge(first);
  expect(first.journal.account('dora')).toMatchObject({ phase: 'invalid', desiredRevision: null });

  const engine = await first.restart();
  for (const name of [...drafts, 'anna']) dropSet(machine, name);
  await converge(engine);
  expect(engine.journal.heldGuards()).toEqual([]);
  expect(engine.journal.account('anna')?.phase).toBe('retired');
  expect(engine.journal.account('dora')?.vanishedAt).toBeNull();
});

test('once such a folder is gone, nothing reports it any more; and it is reported again when it is back', async () => {
  const { machine, engine } = await bootWithDraft();
  expect(engine.journal.countByPhase().get('invalid')).toBe(1);

  dropSet(machine, 'dora');
  await converge(engine);
  expect(engine.journal.countByPhase().get('invalid')).toBeUndefined();
  expect(engine.journal.events({ kind: 'account.dropped' })).toMatchObject([{ account: 'dora' }]);
  await converge(engine);
  expect(engine.journal.events({ kind: 'account.dropped' })).toHaveLength(1);

  putSet(machine, 'dora', { account: { username: 'other' } });
  await converge(engine);
  expect(engine.journal.account('dora')).toMatchObject({ phase: 'invalid', purgedAt: null });
  expect(engine.journal.countByPhase().get('invalid')).toBe(1);
});

test('no account is dropped when all folders are gone', async () => {
  const { machine, engine } = await bootWithDraft();
  for (const name of ['anna', 'dora']) dropSet(machine, name);
  await converge(engine);
  expect(engine.journal.events({ kind: 'account.dropped' })).toEqual([]);
});

test('no account is dropped when another folder is mounted over theirs', async () => {
  const { machine, engine } = await bootWithDraft();
  for (const name of ['anna', 'dora']) dropSet(machine, name);
  putSet(machine, 'zoe', { account: { uid: 20_001, gid: 20_001 } });
  machine.usersDevice += 1;
  await converge(engine);
  expect(engine.journal.account('anna')?.phase).toBe('held');
  expect(engine.journal.events({ kind: 'account.dropped' })).toEqual([]);
});

/** Anna is an account, and Dora's set is refused. */
async function bootWithDraft() {
  const machine = freshMachine();
  putSet(machine, 'anna');
  putSet(machine, 'dora', { account: { username: 'other' } });
  const engine = await boot(machine, { journalPath: `${folder.path}/${crypto.randomUUID()}.db` });
  await converge(engine);
  return { machine, engine };
}
