// A set that is refused leaves the last good one in force, and the status says how that fares.

import { afterAll, beforeEach, expect, test } from 'vitest';
import { bootWith } from '../sim/boot-with.ts';
import { lookUp, remove } from '../sim/disk.ts';
import { converge, type Engine, journalFolder } from '../sim/engine.ts';
import type { Machine } from '../sim/machine.ts';
import { dropSet, putSet } from '../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

let machine: Machine;
let engine: Engine;

beforeEach(async () => {
  engine = await bootWith(['anna', 'bert'], folder);
  machine = engine.machine;
  await converge(engine);
  // Until meta.json is unchanged for a while.
  machine.now += 1000;
});

function ready() {
  const { phase, conditions = [] } = engine.journal.account('anna') ?? {};
  const { status, reason } = conditions.find(({ type }) => type === 'Ready') ?? {};
  return { phase, status, reason };
}

const VHOST = '/etc/nginx/jopanel/anna.conf';
const broken = { limits: { cpu_limit: 7 } };

test('a folder that comes back with a slip in it restores its account to how it was, at once', async () => {
  dropSet(machine, 'anna');
  await converge(engine);
  expect(ready()).toEqual({ phase: 'retired', status: 'false', reason: 'Retired' });
  expect(lookUp(machine.disk, VHOST)).toBeUndefined();

  putSet(machine, 'anna', broken);
  expect(await engine.pass(['anna'], 'edit')).toEqual(new Map([['anna', { state: 'refused' }]]));
  expect(lookUp(machine.disk, VHOST)).toBeDefined();
  expect(ready()).toEqual({ phase: 'invalid', status: 'true', reason: 'Applied' });
});

test('what a later pass still has to restore of it was changed by no other hand', async () => {
  dropSet(machine, 'anna');
  await converge(engine);
  putSet(machine, 'anna', broken);
  await engine.review();
  const next = await engine.restart();
  await next.pass(['anna', 'bert'], 'resync');
  expect(next.journal.events({ kind: 'drift.found' })).toEqual([]);
});

test('a service that is down is reported also for an account that keeps its last good set', async () => {
  putSet(machine, 'anna', broken);
  await engine.pass(['anna'], 'edit');
  const nginx = machine.services.get('nginx');
  if (nginx === undefined) throw new Error('the fresh machine has an nginx');
  nginx.isRunning = false;
  remove(machine.disk, VHOST);
  await engine.pass(['anna', 'bert'], 'resync');
  expect(ready()).toEqual({ phase: 'invalid', status: 'false', reason: 'Waiting' });

  nginx.isRunning = true;
  await engine.pass(['anna', 'bert'], 'resync');
  expect(ready()).toEqual({ phase: 'invalid', status: 'true', reason: 'Applied' });
  const { seq } = engine.journal.head();
  await engine.pass(['anna', 'bert'], 'resync');
  expect(engine.journal.head().seq).toBe(seq);
});
