// The loop itself, with a clock that passes as fast as it is waited for and a watcher that never hears anything.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { allControllers } from '../../../controllers/all-controllers.ts';
import { allServices } from '../../../services/all-services.ts';
import { TrafficMeter } from '../../../src/bandwidth/traffic-meter.ts';
import { Reconciler } from '../../../src/reconcile/loop/reconciler.ts';
import { neverSetAside } from '../../journal/sample.ts';
import { bootWith } from '../../sim/boot-with.ts';
import { type Engine, journalFolder } from '../../sim/engine.ts';
import { putSet } from '../../sim/sets.ts';

const HOUR_MS = 3_600_000;
const folder = journalFolder();
const watched = mkdtempSync(join(tmpdir(), 'jopanel-loop-'));
let engine: Engine;
let lastWait: AbortSignal | undefined;

beforeEach(async () => {
  engine = await bootWith(['anna'], folder);
});

afterEach(() => engine.close());

afterAll(() => {
  folder.remove();
  rmSync(watched, { recursive: true });
});

/** Runs the loop until `isOver`, which is asked before each wait; what it answers is how long everything took. */
async function run(isOver: () => boolean): Promise<number> {
  const { machine, host, journal, users, converger } = engine;
  const stop = new AbortController();
  let passed = 0;
  const sleep = async (ms: number, signal?: AbortSignal) => {
    lastWait = signal;
    if (isOver()) stop.abort();
    machine.now += ms;
    passed += ms;
    await new Promise((resolve) => setImmediate(resolve));
  };
  const traffic = TrafficMeter.open({
    path: ':memory:',
    logDir: engine.settings.log_dir,
    logs: host.logs,
    // The loop alone moves the time.
    clock: { now: host.clock.now, sleep: async () => {} },
    setAside: neverSetAside,
  });
  Object.assign(host, { clock: { now: host.clock.now, sleep } });
  const deps = {
    host,
    journal,
    users,
    controllers: allControllers,
    services: allServices,
    settings: { ...engine.settings, users_dir: watched },
    log: pino({ level: 'silent' }),
    traffic,
  };
  await new Reconciler(deps, converger).run(stop.signal, () => {});
  traffic.close();
  return passed;
}

function appliedAt(username: string): number | null | undefined {
  return engine.journal.account(username)?.appliedAt;
}

test('a clock that is put back holds nobody up for as long as it was put back', async () => {
  let isPutBack = false;
  const passed = await run(() => {
    if (appliedAt('anna') && !isPutBack) {
      isPutBack = true;
      engine.machine.now -= 5 * HOUR_MS;
      putSet(engine.machine, 'bert');
    }
    return typeof appliedAt('bert') === 'number';
  });
  expect(isPutBack).toBe(true);
  expect(passed).toBeLessThan(HOUR_MS);
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
