// One boot of the daemon's engine on a simulated machine, without its clocks and watchers.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { allControllers } from '../../controllers/all-controllers.ts';
import { allServices } from '../../services/all-services.ts';
import { TrafficMeter } from '../../src/bandwidth/traffic-meter.ts';
import type { Host } from '../../src/host/host.ts';
import type { UsersFolder } from '../../src/host/users-folder/users-folder.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/open-journal.ts';
import { parseSettings, type Settings } from '../../src/model/settings.ts';
import { once } from '../../src/once.ts';
import type { PassResults } from '../../src/queue/pass-result.ts';
import { allUsernames } from '../../src/reconcile/intake/all-usernames.ts';
import {
  type EngineDependencies,
  type Engine as EngineParts,
  openEngine,
} from '../../src/reconcile/loop/open-engine.ts';
import { planNow, type WavePreview } from '../../src/reconcile/preview/plan-now.ts';
import { reviewVanished } from '../../src/reconcile/retire/vanish-review.ts';
import { neverSetAside } from '../journal/sample.ts';
import { type Effect, Effects, type Fault } from './effects.ts';
import { type Machine, START, wallTime } from './machine.ts';
import { createSimHost } from './sim-host.ts';
import { simUsersFolder } from './users-folder.ts';

export interface Engine extends EngineParts {
  /** What the engine was opened with. */
  readonly deps: EngineDependencies;
  readonly machine: Machine;
  readonly effects: Effects;
  readonly host: Host;
  readonly users: UsersFolder;
  readonly journal: Journal;
  readonly settings: Settings;
  readonly services: EngineDependencies['services'];
  pass(usernames: readonly string[], trigger: 'edit' | 'resync' | 'start' | 'retry'): Promise<PassResults>;
  review(): Promise<number | undefined>;
  /** What `jopaneld --once` does. @returns its exit code */
  once(): Promise<number>;
  /** What would still be to do, as a process sees it that shares no memory with the engine. */
  plan(): Promise<WavePreview>;
  everyone(): string[];
  /** A daemon that starts after this one, on the same machine and journal. */
  restart(): Promise<Engine>;
  close(): void;
}

export interface BootOptions {
  readonly journalPath: string;
  readonly decide?: (effect: Effect) => Fault | undefined;
  readonly settings?: Partial<Settings>;
  readonly controllers?: EngineDependencies['controllers'];
  readonly services?: EngineDependencies['services'];
  /** Parts that take the place of the simulated ones. */
  readonly replace?: (deps: EngineDependencies) => Partial<EngineDependencies>;
}

const parsed = parseSettings('{}');
if (!parsed.ok) throw new Error('the defaults are refused');
const DEFAULTS = parsed.settings;

/** Without any traffic. */
const traffic = TrafficMeter.open({
  path: ':memory:',
  logDir: DEFAULTS.log_dir,
  logs: { find: () => undefined, read: async () => new Uint8Array() },
  clock: { now: () => START, monotonic: () => START, sleep: async () => {} },
  setAside: neverSetAside,
});
const log = pino({ level: 'silent' });

export async function boot(machine: Machine, options: BootOptions): Promise<Engine> {
  let effects: Effects | undefined;
  // The journal asks for the time once, before each transaction.
  const now = () => {
    effects?.make('commit', 'commit to the journal', () => {});
    return wallTime(machine);
  };
  const { journal } = openJournal({
    path: options.journalPath,
    now,
    setAside: neverSetAside,
    identity: 'sim',
  });
  const settings = { ...DEFAULTS, ...options.settings };
  const start = (decide: BootOptions['decide']): Promise<Engine> => {
    effects = new Effects({
      ...(decide && { decide }),
      // What is committed stays; nothing more is committed.
      onCrash: () => journal.close(),
      pass: (ms) => {
        machine.now += ms;
      },
    });
    const { controllers = allControllers, services = allServices, replace = () => ({}) } = options;
    const parts = { machine, effects, journal, settings, controllers, services };
    return engineOn({ ...parts, restart: () => start(undefined) }, replace);
  };
  return start(options.decide);
}

type Parts = Pick<Engine, 'machine' | 'effects' | 'journal' | 'settings' | 'services' | 'restart'> &
  Pick<EngineDependencies, 'controllers'>;

async function engineOn(parts: Parts, replace: NonNullable<BootOptions['replace']>): Promise<Engine> {
  const { machine, effects, journal, settings, controllers, services } = parts;
  const simulated = {
    host: createSimHost({ machine, effects }),
    journal,
    users: simUsersFolder({ machine, effects }),
    controllers,
    services,
    settings,
    log,
    traffic,
  };
  const deps: EngineDependencies = { ...simulated, ...replace(simulated) };
  const { host, users } = deps;
  const engine = await openEngine(deps);
  const everyone = () => allUsernames(users.list(), engine.accounts.known());
  return {
    ...parts,
    ...engine,
    deps,
    host,
    users,
    pass: async (usernames, trigger) => (await engine.converger.pass(usernames, { trigger })).results,
    review: () =>
      reviewVanished({
        ...deps,
        ...engine,
        clock: host.clock,
        retire: (usernames) => engine.retirement.retire(usernames),
        lookAgain: () => {},
        purge: (username) => engine.purger.purge(username),
      }),
    once: () => once(deps),
    plan: () => planNow(deps, everyone()),
    everyone,
    close: () => journal.close(),
  };
}

/** What the daemon does when it starts, and then again for as long as something is left to do. */
export async function converge(engine: Engine, rounds = 6): Promise<PassResults> {
  const { after } = engine;
  let results = await engine.pass(engine.everyone(), 'start');
  let lookAgainAt = await engine.review();
  for (let round = 1; round < rounds; round += 1) {
    const open = [...results]
      .filter(([, { state }]) => state === 'failed' || state === 'busy')
      .map(([name]) => name);
    await after.idle();
    const afterAt = after.nextAt();
    if (open.length === 0 && lookAgainAt === undefined && afterAt === undefined) break;
    engine.machine.now = Math.max(engine.machine.now + 10_000, lookAgainAt ?? 0, afterAt ?? 0);
    if (open.length > 0) results = new Map([...results, ...(await engine.pass(open, 'retry'))]);
    const followed = after.take();
    if (followed.length > 0) results = new Map([...results, ...(await engine.pass(followed, 'resync'))]);
    lookAgainAt = await engine.review();
  }
  return results;
}

/** A folder for journals, in memory where the machine allows it. */
export function journalFolder(): { readonly path: string; remove(): void } {
  let base = tmpdir();
  try {
    base = mkdtempSync('/dev/shm/jopanel-sim-');
  } catch {
    base = mkdtempSync(join(base, 'jopanel-sim-'));
  }
  return { path: base, remove: () => rmSync(base, { recursive: true, force: true }) };
}
