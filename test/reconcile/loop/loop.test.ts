// The loop itself, with a clock that passes as fast as it is waited for and a watcher that never hears anything.

import { pino } from 'pino';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { allControllers } from '../../../controllers/all-controllers.ts';
import { allServices } from '../../../services/all-services.ts';
import { TrafficMeter } from '../../../src/bandwidth/traffic-meter.ts';
import { Reconciler } from '../../../src/reconcile/loop/reconciler.ts';
import type { WatchThread, WatchThreadOptions } from '../../../src/watch/watch-thread.ts';
import { neverSetAside } from '../../journal/sample.ts';
import { bootWith } from '../../sim/boot-with.ts';
import type { Effect, Fault } from '../../sim/effects.ts';
import { type Engine, journalFolder } from '../../sim/engine.ts';
import type { Machine } from '../../sim/machine.ts';
import { dropSet, putSet } from '../../sim/sets.ts';

const HOUR_MS = 3_600_000;
const folder = journalFolder();
let engine: Engine;
let lastWait: AbortSignal | undefined;
let waits: number[];
const LENIENT = { max_accounts: 3, max_percent: 100, purge_after_days: null };

beforeEach(async () => {
  engine = await bootWith(['anna'], folder);
});

afterEach(() => engine.close());

afterAll(() => folder.remove());

/** A watcher that is ready at once and never has a hint. */
function hearsNothing({ onWatching }: WatchThreadOptions): WatchThread {
  onWatching();
  return { begun: Promise.resolve(), close: async () => {} };
}

/** Runs the loop until `isOver`, which is asked before each wait. */
async function run(isOver: () => boolean): Promise<void> {
  const { machine, host, journal, users, converger } = engine;
  const stop = new AbortController();
  waits = [];
  const sleep = async (ms: number, signal?: AbortSignal) => {
    lastWait = signal;
    if (isOver()) stop.abort();
    machine.now += ms;
    waits.push(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const traffic = TrafficMeter.open({
    path: ':memory:',
    logDir: engine.settings.log_dir,
    logs: host.logs,
    // The loop alone moves the time.
    clock: { now: host.clock.now, monotonic: host.clock.monotonic, sleep: async () => {} },
    setAside: neverSetAside,
  });
  Object.assign(host, { clock: { now: host.clock.now, monotonic: host.clock.monotonic, sleep } });
  const deps = {
    host,
    journal,
    users,
    controllers: allControllers,
    services: allServices,
    settings: engine.settings,
    log: pino({ level: 'silent' }),
    traffic,
  };
  await new Reconciler({ ...deps, random: () => 0.5, startWatchThread: hearsNothing }, converger).run(
    stop.signal,
    () => {},
  );
  traffic.close();
}

function appliedAt(username: string): number | null | undefined {
  return engine.journal.account(username)?.appliedAt;
}

/** How long the loop waits, each time, while accounts come, fail, change by another hand, and go. */
async function waitsWith(setClock: (machine: Machine) => void): Promise<number[]> {
  let failures = 0;
  const fails = ({ name }: Effect): Fault | undefined => {
    if (name !== 'mkdir /home/.jopanel-new-cara' || failures === 4) return undefined;
    failures += 1;
    return { kind: 'fail', code: 'EIO', done: false };
  };
  engine.close();
  engine = await bootWith(['anna', 'bert'], folder, { vanish: LENIENT }, fails);
  const { machine, journal } = engine;
  const steps = [
    () => typeof appliedAt('anna') === 'number',
    () => {
      setClock(machine);
      putSet(machine, 'cara');
      return true;
    },
    () => typeof appliedAt('cara') === 'number',
    () => {
      dropSet(machine, 'bert');
      const user = machine.users.get('anna');
      if (user !== undefined) machine.users.set('anna', { ...user, shell: '/bin/sh' });
      return true;
    },
    () => journal.account('bert')?.phase === 'retired' && machine.users.get('anna')?.shell === '/bin/bash',
  ];
  await run(() => {
    while (steps[0]?.() === true) steps.shift();
    return steps.length === 0;
  });
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
  const { journal } = engine;
  let tries = 0;
  journal.prune = () => {
    tries += 1;
    throw new Error('database or disk is full');
  };
  let resynced = false;
  await run(() => {
    if (tries > 0 && !resynced) {
      resynced = true;
      putSet(engine.machine, 'bert');
    }
    return typeof appliedAt('bert') === 'number';
  });
  expect(tries).toBe(1);
});

test('a checkout that the disk does not give back does not end the loop', async () => {
  const { host, users } = engine;
  const read = host.files.read.bind(host.files);
  const readSet = users.read.bind(users);
  let reads = 0;
  Object.assign(users, {
    read(username: string) {
      reads += 1;
      // Somebody is writing it, and so it is waited for.
      return reads < 4 ? { state: 'unstable' } : readSet(username);
    },
  });
  let looks = 0;
  Object.assign(host.files, {
    async read(path: string) {
      if (!path.endsWith('/.git/index.lock')) return read(path);
      looks += 1;
      throw new Error('EIO: i/o error, open');
    },
  });
  await run(() => typeof appliedAt('anna') === 'number');
  expect(looks).toBeGreaterThan(0);
});

test('which folder it was is known even when another is mounted before the first look at who is missing', async () => {
  const { users, converger, journal, machine } = engine;
  putSet(machine, 'bert');
  const pass = converger.pass.bind(converger);
  converger.pass = async (...asked) => {
    const results = await pass(...asked);
    users.list = () => ({ state: 'ok', device: 4711, inode: 1, usernames: ['bert'], strangers: [] });
    return results;
  };
  await run(() => journal.heldGuards().length > 0);
  expect(journal.heldGuards()).toMatchObject([
    { guard: 'vanish', reason: expect.stringContaining('on another device than before') },
  ]);
});

test('a fault ends the loop, for whoever started it to hear of', async () => {
  await expect(
    run(() => {
      if (typeof appliedAt('anna') === 'number') {
        engine.users.list = () => {
          throw new TypeError('a fault');
        };
      }
      return false;
    }),
  ).rejects.toThrow('a fault');
});

test('the end leaves no timer behind that would hold up whoever waits for it', async () => {
  await run(() => typeof appliedAt('anna') === 'number');
  await vi.waitFor(() => expect(lastWait?.aborted).toBe(true));
});
