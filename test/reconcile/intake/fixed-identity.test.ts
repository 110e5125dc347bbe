// The uid, gid and home of an account that lives are never changed, and never keep it from being withdrawn.

import { afterAll, beforeEach, expect, test } from 'vitest';
import { accountSet } from '../../sandbox/account-set.ts';
import { bootWith } from '../../sim/boot-with.ts';
import { lookUp } from '../../sim/disk.ts';
import { converge, type Engine, journalFolder } from '../../sim/engine.ts';
import type { Machine } from '../../sim/machine.ts';
import { dropSet, putSet } from '../../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

const VHOST = '/etc/nginx/jopanel/anna.conf';
const { account } = accountSet('anna');
const uid = Number(account.uid);

let machine: Machine;
let engine: Engine;

beforeEach(async () => {
  engine = await bootWith(['anna', 'bert', 'carl'], folder);
  machine = engine.machine;
  await converge(engine);
  // Until meta.json is unchanged for a while.
  machine.now += 1000;
});

const phase = () => engine.journal.account('anna')?.phase;

test.each([
  ['/uid', { uid: uid + 1 }, `write ${uid} again`],
  ['/gid', { gid: uid + 1 }, `write ${uid} again`],
])('a set with another %s is refused, and what is in force stays', async (pointer, change, remedy) => {
  putSet(machine, 'anna', { account: { ...account, ...change } });
  expect(await engine.pass(['anna'], 'edit')).toEqual(new Map([['anna', { state: 'refused' }]]));
  expect(engine.journal.account('anna')?.problems).toMatchObject([
    { file: 'account.json', pointer, remedy: expect.stringContaining(remedy) },
  ]);
  expect(machine.users.get('anna')).toMatchObject({ uid, gid: uid });
  expect(lookUp(machine.disk, VHOST)).toBeDefined();

  putSet(machine, 'anna');
  expect(await engine.pass(['anna'], 'edit')).toEqual(new Map([['anna', { state: 'applied' }]]));
});

test('an account that was given another uid is retired like any other when its folder goes', async () => {
  putSet(machine, 'anna', { account: { ...account, uid: uid + 1, gid: uid + 1 } });
  expect(await engine.pass(['anna'], 'edit')).toEqual(new Map([['anna', { state: 'refused' }]]));
  dropSet(machine, 'anna');
  await converge(engine);
  expect(phase()).toBe('retired');
  expect(lookUp(machine.disk, VHOST)).toBeUndefined();
});

test('an identity that was changed by hand on the host is accepted', async () => {
  const user = machine.users.get('anna');
  const group = machine.groups.get('anna');
  if (user === undefined || group === undefined) throw new Error('anna was not made');
  machine.users.set('anna', { ...user, gid: uid + 1 });
  machine.groups.set('anna', { ...group, gid: uid + 1 });
  putSet(machine, 'anna', { account: { ...account, gid: uid + 1 } });
  expect(await engine.pass(['anna'], 'edit')).not.toEqual(new Map([['anna', { state: 'refused' }]]));
  expect(engine.journal.account('anna')?.problems).toEqual([]);
  expect(engine.journal.account('anna')?.gid).toBe(uid + 1);
});
