// What a controller asks for after publishing is done beside the turns, and a wave follows it.

import { afterAll, expect, test } from 'vitest';
import { allControllers } from '../../controllers/all-controllers.ts';
import { allServices } from '../../services/all-services.ts';
import type { Clock } from '../../src/host/clock.ts';
import { lookUp } from '../sim/disk.ts';
import { type BootOptions, boot, converge, type Engine, journalFolder } from '../sim/engine.ts';
import { stopService } from '../sim/machine.ts';
import { dropSet, putSet } from '../sim/sets.ts';
import { withPort } from '../sim/with-port.ts';
import { greeter, greetingPath } from './made-up/greeter.ts';
import { greeting } from './made-up/greeting.ts';
import { machineWithGreeter } from './made-up/machine.ts';
import { type GetSeal, sealAtOnce, sealController, sealPath } from './made-up/seal.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

test('the action needs what is published, goes on beside the turns, and the wave after it publishes what it brought', async () => {
  const engine = await bootWith(sealAtOnce, 'ann');
  await engine.pass(['ann'], 'start');
  expect(engine.journal.account('ann')).toMatchObject({ phase: 'applied' });
  expect(seal(engine, 'ann')).toMatchObject({ state: 'pending', message: 'in progress: get a seal for ann' });
  await follow(engine);
  expect(seal(engine, 'ann')).toMatchObject({ state: 'in_sync', message: '' });
  expect(loaded(engine, 'ann')).toContain('# Sealed: the seal of ann');
  expect(engine.journal.owns(`file:${sealPath('ann')}`)?.state).toBe('present');
  expect(engine.journal.events({ kind: 'drift.found' })).toEqual([]);
  expect(engine.journal.openWaves()).toEqual([]);
});

test('an action whose resource is not in force is not begun', async () => {
  const engine = await bootWith(sealAtOnce, 'ann');
  stopService(engine.machine, 'greeter');
  await engine.pass(['ann'], 'start');
  await follow(engine);
  expect(engine.journal.account('ann')).toMatchObject({ phase: 'pending' });
  expect(lookUp(engine.machine.disk, sealPath('ann'))).toBeUndefined();
});

test('an action that fails is tried again after waits that double, says why, and holds nothing else back', async () => {
  let tries = 0;
  const engine = await bootWith(async () => {
    tries += 1;
    throw new Error(`no answer ${tries}`);
  }, 'ann');
  await engine.pass(['ann'], 'start');
  for (const round of [0, 1, 2]) {
    await follow(engine);
    expect(engine.journal.afterRetries()).toMatchObject([
      { account: 'ann', resource: 'seal', attempts: round + 1 },
    ]);
    expect(engine.journal.account('ann')).toMatchObject({ phase: 'applied' });
    expect(seal(engine, 'ann')).toMatchObject({ state: 'unavailable' });
    expect(seal(engine, 'ann')?.message).toContain(`could not get a seal for ann: no answer ${round + 1}`);
    await engine.pass(['ann'], 'resync');
    expect(tries).toBe(round + 1);
    engine.machine.now += 60_000 * 2 ** round;
  }
  const failures = engine.journal
    .events({ kind: 'step.failed' })
    .filter((each) => each.kind === 'step.failed');
  const waits = failures.map(({ time, data }) => (data.after?.retry_at ?? 0) - time);
  expect(waits).toHaveLength(3);
  for (const [round, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(30_000 * 2 ** round);
    expect(wait).toBeLessThanOrEqual(60_000 * 2 ** round);
  }
});

test('a restart keeps the wait, and a person who asks does not wait', async () => {
  let isThere = false;
  const engine = await bootWith(async (host, account, stop) => {
    if (!isThere) throw new Error('no answer');
    return sealAtOnce(host, account, stop);
  }, 'ann');
  await engine.pass(['ann'], 'start');
  await follow(engine);
  isThere = true;
  engine.machine.now += 1_000;
  const next = await engine.restart();
  await next.pass(['ann'], 'start');
  await follow(next);
  expect(seal(next, 'ann')).toMatchObject({ state: 'unavailable' });
  await next.converger.pass(['ann'], { trigger: 'ask' });
  await follow(next);
  expect(seal(next, 'ann')).toMatchObject({ state: 'in_sync' });
  expect(next.journal.afterRetries()).toEqual([]);
});

test('an action that a crash cut off is begun again by the next start', async () => {
  let isCrashed = false;
  const engine = await bootWithoutTime(
    (host, account, stop) => (isCrashed ? sealAtOnce(host, account, stop) : new Promise(() => {})),
    'ann',
  );
  await engine.pass(['ann'], 'start');
  expect(engine.journal.openWaves()).toHaveLength(1);
  isCrashed = true;
  const next = await engine.restart();
  expect(next.journal.openWaves()).toEqual([]);
  await converge(next);
  expect(seal(next, 'ann')).toMatchObject({ state: 'in_sync' });
});

test('an action that goes on for longer than its time is stopped and has failed', async () => {
  const going = endless();
  const engine = await bootWith(going.getSeal, 'ann');
  await engine.pass(['ann'], 'start');
  await follow(engine);
  expect(going.stopped).toEqual(['ann']);
  expect(seal(engine, 'ann')?.message).toContain('did not end within 300 s');
});

test('while an action goes on, other accounts and the account itself are served', async () => {
  const going = endless();
  const engine = await bootWithoutTime(going.getSeal, 'ann', 'bob');
  await engine.pass(['ann', 'bob'], 'start');
  engine.machine.now += 1_000;
  putSet(engine.machine, 'ann', { account: { contact_email: 'new@ann.example' } });
  putSet(engine.machine, 'bob', { account: { contact_email: 'new@bob.example' } });
  await engine.pass(['ann', 'bob'], 'edit');
  expect(loaded(engine, 'ann')).toContain('new@ann.example');
  expect(loaded(engine, 'bob')).toContain('new@bob.example');
  expect(going.begun).toEqual(['ann', 'bob']);
});

test('an account that is retired ends its action first, and nothing of it comes afterwards', async () => {
  const going = endless();
  const engine = await bootWithoutTime(going.getSeal, 'ann', 'bob');
  await engine.pass(['ann', 'bob'], 'start');
  engine.machine.now += 1_000;
  dropSet(engine.machine, 'ann');
  engine.machine.now = (await engine.review()) ?? 0;
  await engine.review();
  expect(going.stopped).toEqual(['ann']);
  expect(engine.journal.account('ann')).toMatchObject({ phase: 'retired' });
  expect(engine.journal.afterRetries()).toEqual([]);
  expect(lookUp(engine.machine.disk, sealPath('ann'))).toBeUndefined();
});

test('no more than four actions go on at once', async () => {
  const names = ['ann', 'bob', 'cyd', 'dee', 'eve', 'fay'];
  const going = endless();
  const engine = await bootWithoutTime(going.getSeal, ...names);
  await engine.pass(names, 'start');
  expect(going.begun).toHaveLength(4);
  await engine.after.close();
  expect(going.stopped).toHaveLength(4);
});

function bootWith(getSeal: GetSeal, ...usernames: readonly string[]): Promise<Engine> {
  return bootSealed(getSeal, usernames, ({ host }) => ({ host }));
}

/** On a host where every wait goes on until its signal ends it. */
function bootWithoutTime(getSeal: GetSeal, ...usernames: readonly string[]): Promise<Engine> {
  const sleep: Clock['sleep'] = (_ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) resolve();
      else signal?.addEventListener('abort', () => resolve());
    });
  return bootSealed(getSeal, usernames, ({ host }) => ({ host: withPort(host, 'clock', () => ({ sleep })) }));
}

async function bootSealed(
  getSeal: GetSeal,
  usernames: readonly string[],
  replace: NonNullable<BootOptions['replace']>,
): Promise<Engine> {
  const machine = machineWithGreeter();
  for (const username of usernames) putSet(machine, username);
  return boot(machine, {
    journalPath: `${folder.path}/${crypto.randomUUID()}.db`,
    controllers: [...allControllers, greeting, sealController(getSeal)],
    services: [...allServices, greeter],
    settings: { vanish: { max_accounts: 3, max_percent: 100, purge_after_days: null } },
    replace,
  });
}

/** As the loop does: every account whose action has ended, or is to be tried again, gets a wave. */
async function follow({ after, machine, pass }: Engine): Promise<void> {
  for (;;) {
    await after.idle();
    const usernames = after.take();
    if (usernames.length === 0) return;
    machine.now += 1_000;
    await pass(usernames, 'resync');
  }
}

/** An authority that never answers. */
function endless() {
  const begun: string[] = [];
  const stopped: string[] = [];
  const getSeal: GetSeal = (_host, account, stop) => {
    begun.push(account);
    return new Promise((_, reject) => {
      stop.addEventListener('abort', () => {
        stopped.push(account);
        reject(new Error('was stopped'));
      });
    });
  };
  return { begun, stopped, getSeal };
}

function loaded({ machine }: Engine, username: string): string | undefined {
  return machine.services.get('greeter')?.loaded.get(greetingPath(username));
}

function seal({ journal }: Engine, username: string) {
  return journal.account(username)?.resources.find(({ kind }) => kind === 'seal');
}
