// The loop itself, with a clock that passes as fast as it is waited for and a watcher that never has a hint.

import { afterAll, afterEach, expect, test, vi } from 'vitest';
import type { UsersFolder } from '../../../src/host/users-folder/users-folder.ts';
import type { Settings } from '../../../src/model/settings.ts';
import type { EngineDependencies } from '../../../src/reconcile/loop/open-engine.ts';
import { Reconciler, type ReconcilerDependencies } from '../../../src/reconcile/loop/reconciler.ts';
import type { WatchThread, WatchThreadOptions } from '../../../src/watch/watch-thread.ts';
import { bootWith } from '../../sim/boot-with.ts';
import type { Effect, Fault } from '../../sim/effects.ts';
import { type Engine, journalFolder } from '../../sim/engine.ts';
import type { Machine } from '../../sim/machine.ts';
import { dropSet, putSet } from '../../sim/sets.ts';

const HOUR_MS = 3_600_000;
const LENIENT = { max_accounts: 3, max_percent: 100, purge_after_days: null };
const folder = journalFolder();
let engine: Engine | undefined;

afterEach(() => {
  engine?.close();
  engine = undefined;
});
afterAll(() => folder.remove());

interface LoopOptions {
  readonly usernames?: readonly string[];
  readonly settings?: Partial<Settings>;
  readonly decide?: (effect: Effect) => Fault | undefined;
  readonly users?: (users: UsersFolder) => Partial<UsersFolder>;
  readonly files?: (
    files: EngineDependencies['host']['files'],
  ) => Partial<EngineDependencies['host']['files']>;
  readonly mirroredThrough?: ReconcilerDependencies['mirroredThrough'];
  /** Asked before each wait; the loop ends once it is true. */
  readonly isOver: (engine: Engine) => boolean;
}

/** Runs the loop until it is over. @returns how long it waited each time, and the signal that ends the last wait */
async function runLoop(
  options: LoopOptions,
): Promise<{ waits: number[]; lastWait: AbortSignal | undefined }> {
  const { usernames = ['anna'], settings = {}, decide, users, files, mirroredThrough, isOver } = options;
  const stop = new AbortController();
  const waits: number[] = [];
  let lastWait: AbortSignal | undefined;
  let booted: Engine | undefined;
  const sleep = async (ms: number, signal?: AbortSignal) => {
    lastWait = signal;
    if (booted === undefined || isOver(booted)) stop.abort();
    if (booted !== undefined) booted.machine.now += ms;
    waits.push(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  booted = await bootWith(usernames, folder, settings, {
    ...(decide && { decide }),
    replace: (deps) => ({
      host: {
        ...deps.host,
        clock: { ...deps.host.clock, sleep },
        files: { ...deps.host.files, ...files?.(deps.host.files) },
      },
      users: { ...deps.users, ...users?.(deps.users) },
    }),
  });
  engine = booted;
  const deps = {
    ...booted.deps,
    random: () => 0.5,
    startWatchThread: hearsNothing,
    ...(mirroredThrough && { mirroredThrough }),
  };
  await new Reconciler(deps, booted).run(stop.signal, () => {});
  return { waits, lastWait };
}

/** A watcher that is ready at once and never has a hint. */
function hearsNothing({ onWatching }: WatchThreadOptions): WatchThread {
  onWatching();
  return { begun: Promise.resolve(), close: async () => {} };
}

const isApplied = (username: string) => (on: Engine) =>
  typeof on.journal.account(username)?.appliedAt === 'number';

/** How long the loop waits, each time, while accounts come, fail, are changed by another hand, and go. */
async function waitsWith(setClock: (machine: Machine) => void): Promise<number[]> {
  let failures = 0;
  const steps: ((on: Engine) => boolean)[] = [
    isApplied('anna'),
    ({ machine }) => {
      setClock(machine);
      putSet(machine, 'cara');
      return true;
    },
    isApplied('cara'),
    ({ machine }) => {
      dropSet(machine, 'bert');
      const user = machine.users.get('anna');
      if (user !== undefined) machine.users.set('anna', { ...user, shell: '/bin/sh' });
      return true;
    },
    ({ journal, machine }) =>
      journal.account('bert')?.phase === 'retired' && machine.users.get('anna')?.shell === '/bin/bash',
  ];
  const { waits } = await runLoop({
    usernames: ['anna', 'bert'],
    settings: { vanish: LENIENT },
    decide: ({ name }) => {
      if (name !== 'mkdir /home/.jopanel-new-cara' || failures === 4) return undefined;
      failures += 1;
      return { kind: 'fail', code: 'EIO', done: false };
    },
    isOver: (on) => {
      while (steps[0]?.(on) === true) steps.shift();
      return steps.length === 0;
    },
  });
  engine?.close();
  expect(failures).toBe(4);
  return waits;
}

test('a wall clock that is set back or forward by hours changes no wait', async () => {
  const waits = await waitsWith(() => {});
  const back = await waitsWith((machine) => {
    machine.wallOffset -= 5 * HOUR_MS;
  });
  const forward = await waitsWith((machine) => {
    machine.wallOffset += 5 * HOUR_MS;
  });
  expect(waits.length).toBeGreaterThan(20);
  expect(back).toEqual(waits);
  expect(forward).toEqual(waits);
});

test('a journal that cannot be pruned does not end the loop', async () => {
  let tries = 0;
  let isSecondThere = false;
  await runLoop({
    mirroredThrough: () => {
      tries += 1;
      throw new Error('database or disk is full');
    },
    isOver: (on) => {
      if (tries > 0 && !isSecondThere) putSet(on.machine, 'bert');
      isSecondThere = tries > 0;
      return isApplied('bert')(on);
    },
  });
  expect(tries).toBe(1);
});

test('a lock of git that the disk does not give back does not end the loop', async () => {
  let reads = 0;
  let looks = 0;
  await runLoop({
    users: (users) => ({
      read(username) {
        reads += 1;
        // Another program is writing the set, so the account waits among the hints.
        return reads < 4 ? { state: 'unstable' } : users.read(username);
      },
    }),
    files: (files) => ({
      async read(path) {
        if (!path.endsWith('/.git/index.lock')) return files.read(path);
        looks += 1;
        throw new Error('EIO: i/o error, open');
      },
    }),
    isOver: isApplied('anna'),
  });
  expect(looks).toBeGreaterThan(0);
});

test('the users folder is remembered before the first pass, so that another one in its place is noticed', async () => {
  await runLoop({
    usernames: ['anna', 'bert'],
    users: (users) => ({
      list: () =>
        engine === undefined || !isApplied('anna')(engine)
          ? users.list()
          : { state: 'ok', device: 4711, inode: 1, usernames: ['bert'], strangers: [] },
    }),
    isOver: ({ journal }) => journal.heldGuards().length > 0,
  });
  expect(engine?.journal.heldGuards()).toMatchObject([
    { guard: 'vanish', reason: expect.stringContaining('on another device than before') },
  ]);
});

test('a fault ends the loop with an error', async () => {
  const looping = runLoop({
    users: (users) => ({
      list: () => {
        if (engine !== undefined && isApplied('anna')(engine)) throw new TypeError('a fault');
        return users.list();
      },
    }),
    isOver: () => false,
  });
  await expect(looping).rejects.toThrow('a fault');
});

test('the loop leaves no timer behind when it ends', async () => {
  const { lastWait } = await runLoop({ isOver: isApplied('anna') });
  await vi.waitFor(() => expect(lastWait?.aborted).toBe(true));
});

test('a domain that a purge frees goes to the account that waits for it, and until then the remedy names the purge', async () => {
  const waitsFor = (on: Engine) => on.journal.account('bert')?.problems[0]?.remedy ?? '';
  let remedy = '';
  const steps: ((on: Engine) => boolean)[] = [
    isApplied('bert'),
    ({ machine }) => {
      dropSet(machine, 'anna');
      return true;
    },
    ({ journal, machine }) => {
      if (journal.account('anna')?.phase !== 'retired') return false;
      putSet(machine, 'bert', { domains: { alias_domains: ['anna.example'] } });
      return true;
    },
    (on) => {
      remedy = waitsFor(on);
      return remedy !== '';
    },
    ({ machine }) => {
      // Purged as soon as it is due.
      machine.now += 2 * 24 * HOUR_MS;
      return true;
    },
    ({ journal }) =>
      journal.account('bert')?.phase === 'applied' && journal.account('bert')?.problems.length === 0,
  ];
  await runLoop({
    usernames: ['anna', 'bert'],
    settings: { vanish: { ...LENIENT, purge_after_days: 1 }, resync_minutes: 10_000 },
    isOver: (on) => {
      if (steps[0]?.(on) === true) steps.shift();
      return steps.length === 0;
    },
  });
  expect(remedy).toContain('jopanel purge anna');
  expect(engine?.journal.account('anna')?.purgedAt).not.toBeNull();
});
