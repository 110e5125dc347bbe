import { access, constants, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import { runCommand, tryCommand } from '../commands/run-command.ts';
import { CGROUP_CONTROLLERS, type CgroupController, type UnitState, type Units } from '../units.ts';
import type { ServiceManager } from './service-manager.ts';
import { parseUnits, SHOWN_PROPERTIES, type ShownUnit } from './unit-properties.ts';

// Other accounts wait meanwhile: what does not end when asked is killed after this.
const STOP_PATIENCE_MS = 300;
// What was killed is gone at once, but systemd has commands of its own to run after it, on a host that may be busy.
const KILL_PATIENCE_MS = 2_500;
// systemd goes on with what was asked of it, also when the caller no longer waits.
const START_PATIENCE_MS = 2_000;
// Until a program is executed, or found not to be there.
const BETWEEN_PATIENCE_MS = 1_000;
const BETWEEN_POLL_MS = 25;

/** systemd through its own tool, always with many units in one run. */
export function createUnits(manager: ServiceManager): Units {
  /** Units that systemd has read as they are; only `reload` and its callers change that. */
  const read = new Set<string>();

  async function show(units: readonly string[]): Promise<ReadonlyMap<string, UnitState>> {
    if (units.length === 0) return new Map();
    const deadline = systemClock.monotonic() + BETWEEN_PATIENCE_MS;
    let all = await showNow(units);
    while (all.some(({ isBetween }) => isBetween) && systemClock.monotonic() < deadline) {
      await pause(BETWEEN_POLL_MS);
      all = await showNow(units);
    }
    return new Map(all.map(({ id, isBetween: _, ...state }) => [id, state]));
  }

  async function stale(units: readonly string[]): Promise<ReadonlySet<string>> {
    const unknown = units.filter((unit) => !read.has(unit));
    if (unknown.length === 0) return new Set();
    // What is not loaded is read when it is; `show` would load each of them, which takes a second for a thousand.
    const loaded = await loadedUnits();
    const found = new Set<string>();
    for (const [unit, state] of await show(unknown.filter((unit) => loaded.has(unit)))) {
      if (state.stale) found.add(unit);
    }
    for (const unit of unknown) if (!found.has(unit)) read.add(unit);
    return found;
  }

  async function loadedUnits(): Promise<ReadonlySet<string>> {
    const listing = ['systemctl', 'list-units', '--all', '--full', '--plain', '--no-legend', '--no-pager'];
    const { stdout } = await runCommand(listing);
    return new Set(stdout.split('\n').map((line) => line.trim().split(/\s+/, 1)[0] ?? ''));
  }

  async function reload(): Promise<void> {
    try {
      await runCommand(['systemctl', 'daemon-reload'], { timeoutMs: 60_000 });
    } catch (error) {
      read.clear();
      throw error;
    }
  }

  async function enable(units: readonly string[]): Promise<void> {
    if (units.length > 0) await runCommand(['systemctl', 'enable', '--quiet', '--no-reload', '--', ...units]);
  }

  async function restart(units: readonly string[]): Promise<void> {
    if (units.length === 0) return;
    // Forgets how often they ended by themselves before; of one that is new there is nothing to forget.
    await tryCommand(['systemctl', 'reset-failed', '--', ...units]);
    // The next observation sees whether each came up; a slow unit delays no other.
    await tryCommand(['systemctl', 'restart', '--', ...units], { timeoutMs: START_PATIENCE_MS }).catch(
      () => undefined,
    );
  }

  async function running(units: readonly string[]): Promise<string[]> {
    return [...(await show(units))].flatMap(([unit, { activity }]) => (activity === 'stopped' ? [] : [unit]));
  }

  async function stop(units: readonly string[]): Promise<void> {
    if (units.length === 0) return;
    await tryCommand(['systemctl', 'disable', '--quiet', '--no-reload', '--', ...units]);
    // systemd goes on with it also when its tool is ended.
    await tryCommand(['systemctl', 'stop', '--', ...units], { timeoutMs: STOP_PATIENCE_MS }).catch(
      () => undefined,
    );
    const deadline = systemClock.monotonic() + KILL_PATIENCE_MS;
    let alive = await running(units);
    if (alive.length > 0) await tryCommand(['systemctl', 'kill', '--signal=KILL', '--', ...alive]);
    while (alive.length > 0 && systemClock.monotonic() < deadline) {
      await pause(BETWEEN_POLL_MS);
      alive = await running(alive);
    }
    if (alive.length > 0) {
      throw new Error(`${alive.join(', ')} could not be stopped; see: systemctl status ${alive.join(' ')}`);
    }
    // What failed last would stay in `systemctl --failed` long after the unit is gone.
    await tryCommand(['systemctl', 'reset-failed', '--', ...units]);
  }

  return { managed: manager === 'systemd', show, stale, controllers, reload, enable, restart, stop };
}

async function showNow(units: readonly string[]): Promise<ShownUnit[]> {
  const { stdout } = await runCommand([
    'systemctl',
    'show',
    `--property=${SHOWN_PROPERTIES}`,
    '--',
    ...units,
  ]);
  return parseUnits(stdout, process.hrtime.bigint() / 1000n);
}

async function controllers(): Promise<ReadonlySet<CgroupController>> {
  const unified = await readFile('/sys/fs/cgroup/cgroup.controllers', 'utf8').catch(() => undefined);
  if (unified !== undefined) {
    const words = new Set(unified.trim().split(' '));
    return new Set(CGROUP_CONTROLLERS.filter((controller) => words.has(controller)));
  }
  const legacy = { cpu: 'cpu', memory: 'memory', io: 'blkio', pids: 'pids' } as const;
  const usable = new Set<CgroupController>();
  for (const controller of CGROUP_CONTROLLERS) {
    const isUsable = await access(`/sys/fs/cgroup/${legacy[controller]}/cgroup.procs`, constants.W_OK).then(
      () => true,
      () => false,
    );
    if (isUsable) usable.add(controller);
  }
  return usable;
}
