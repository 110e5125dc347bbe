// Suspending and changing a password work whatever the folder of the account holds.

import { afterAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { AccountOverride } from '../../src/model/account-override.ts';
import type { OperatorReply } from '../../src/model/operator-request.ts';
import { PasswordHash } from '../../src/model/values/password-hash.ts';
import { Queue } from '../../src/queue/queue.ts';
import { answerRequest } from '../../src/reconcile/loop/answer-request.ts';
import { PurgeQueue } from '../../src/reconcile/retire/purge-queue.ts';
import { bootWith } from '../sim/boot-with.ts';
import { create, lookUp, remove } from '../sim/disk.ts';
import { converge, type Engine, journalFolder } from '../sim/engine.ts';
import { wallTime } from '../sim/machine.ts';
import { dropSet, putSet } from '../sim/sets.ts';
import { USERS, writeSet } from '../sim/users-folder.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

let engine: Engine;

beforeEach(async () => {
  engine = await bootWith(['anna', 'bert'], folder);
  await converge(engine);
  engine.machine.now += 1000;
});

async function order(override: AccountOverride, on: Engine = engine): Promise<OperatorReply> {
  const { clock } = on.host;
  const purge = async () => undefined;
  const purges = new PurgeQueue({ purge, onEnd: () => {}, clock, log: on.deps.log });
  const queue = new Queue({ clock, random: () => 0 });
  const runExclusive = <T>(work: () => Promise<T>) => work();
  const parts = { ...on, queue, purges, runExclusive, stop: new AbortController().signal };
  const { promise, resolve } = Promise.withResolvers<OperatorReply>();
  await answerRequest({ kind: 'override', username: 'anna', override, actor: 'admin:maria' }, parts, resolve);
  return promise;
}

function breakFile(file: 'account.json' | 'domains.json'): void {
  writeSet(
    engine.machine.disk,
    'anna',
    new Map([[file, '{ "a": 1 "b": 2 }\n']]),
    wallTime(engine.machine) - 60_000,
  );
}

const AnyAccount = z.object({ status: z.string(), password_hash: z.string().optional() });

function written() {
  const { text = '{}' } = lookUp(engine.machine.disk, `${USERS}/anna/account.json`) ?? {};
  return AnyAccount.parse(JSON.parse(text));
}

function isServed(): boolean {
  return !(lookUp(engine.machine.disk, '/etc/nginx/jopanel/anna.conf')?.text ?? '').includes('return 503');
}

test('with a comma missing elsewhere in the set the site is off at once, and account.json says so', async () => {
  breakFile('domains.json');
  await engine.pass(['anna'], 'edit');
  expect(isServed()).toBe(true);

  expect(await order({ status: 'suspended' })).toEqual(new Map());
  expect(isServed()).toBe(false);
  expect(written().status).toBe('suspended');
  const { status, phase, desiredRevision, appliedRevision, overrides } = engine.journal.account('anna') ?? {};
  expect({ status, phase, overrides }).toEqual({ status: 'suspended', phase: 'invalid', overrides: [] });
  expect(appliedRevision).toBe(desiredRevision);
  const [last] = engine.journal.events({ kind: 'set.observed', account: 'anna' }).slice(-1);
  expect(last).toMatchObject({ data: { actor: 'admin:maria', overrides: ['status'] } });
});

test('with account.json itself broken the site is off at once, over a restart, and the mended set stays off', async () => {
  breakFile('account.json');
  await engine.pass(['anna'], 'edit');
  await order({ status: 'suspended' });
  expect(isServed()).toBe(false);
  expect(engine.journal.account('anna')?.overrides).toEqual(['status']);

  engine = await engine.restart();
  await converge(engine);
  expect(isServed()).toBe(false);

  putSet(engine.machine, 'anna', { limits: { max_cron_jobs: 7 } });
  await converge(engine);
  expect(written().status).toBe('suspended');
  expect(isServed()).toBe(false);
  expect(engine.journal.account('anna')).toMatchObject({
    phase: 'applied',
    status: 'suspended',
    overrides: [],
  });

  // What the operator writes into the files from then on is what counts.
  putSet(engine.machine, 'anna');
  await converge(engine);
  expect(isServed()).toBe(true);
});

test('an account whose folder is gone while a guard holds it is suspended, and comes back suspended', async () => {
  remove(engine.machine.disk, USERS);
  await engine.review();
  expect(engine.journal.account('anna')?.phase).toBe('held');
  await order({ status: 'suspended' });
  expect(isServed()).toBe(false);

  engine = await engine.restart();
  create(engine.machine.disk, USERS, 'folder', '', { uid: 0, gid: 0, mode: 0o700 });
  for (const name of ['anna', 'bert']) putSet(engine.machine, name);
  await converge(engine);
  expect(isServed()).toBe(false);
  expect(written().status).toBe('suspended');
});

test('two orders before the files can be written are both kept, and a password is in no entry', async () => {
  const hash = PasswordHash.parse(
    '$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7',
  );
  breakFile('account.json');
  await engine.pass(['anna'], 'edit');
  await order({ status: 'suspended' });
  await order({ password_hash: hash });
  expect(engine.journal.account('anna')?.overrides).toEqual(['status', 'password_hash']);
  const { seq } = engine.journal.head();
  const entries = JSON.stringify(engine.journal.events({ after: 0, limit: seq }));
  expect(entries).not.toContain(hash);
  putSet(engine.machine, 'anna');
  await converge(engine);
  expect(written()).toMatchObject({ status: 'suspended', password_hash: hash });
});

test('an account that is retired, or was never accepted, is not changed, and the reply says why', async () => {
  dropSet(engine.machine, 'anna');
  await converge(engine);
  expect((await order({ status: 'active' })).get('anna')).toContain('retired');
  const other = await bootWith(['bert'], folder);
  expect((await order({ status: 'suspended' }, other)).get('anna')).toContain(
    'no set of it was ever accepted',
  );
});
