// Everything of the simulated machine that outlives the daemon. Plain data, so that a test can clone it.

import type { LinuxGroup, LinuxUser } from '../../src/host/accounts.ts';
import type { DatabaseAccess, DatabaseLogin } from '../../src/host/mariadb.ts';
import type { DiskQuota } from '../../src/host/quotas.ts';
import type { PoolState } from '../../src/model/php-order.ts';
import { cutPower, type Disk, emptyDisk, type PowerLoss } from './disk.ts';
import { startActivator } from './ports/php.ts';
import { check } from './services/check.ts';
import { loadableFiles } from './services/loadable.ts';
import { startUnit } from './systemd.ts';

export interface SimService {
  isRunning: boolean;
  /** The files as the running service has read them, by path. */
  loaded: Map<string, string>;
  reloads: number;
}

export interface SimUnit {
  isRunning: boolean;
  isEnabled: boolean;
  /** What systemd has read of it; undefined when it was never asked for it. */
  read: string | undefined;
  /** The environment of its process. */
  environment: string;
}

export interface SimMariaDb {
  /** By name. The rows are one text. */
  readonly databases: Map<string, { comment: string; rows: string; bytes: number }>;
  readonly users: Map<string, SimDatabaseUser>;
}

export interface SimDatabaseUser {
  login: DatabaseLogin | undefined;
  isConnected: boolean;
  isLocked: boolean;
  readonly grants: Map<string, DatabaseAccess | 'other'>;
  hasOtherRights: boolean;
}

export interface Machine {
  /** The monotonic clock of the machine. It runs on while the daemon is down, and is never set. */
  now: number;
  /** How far the wall clock is ahead of it. */
  wallOffset: number;
  readonly disk: Disk;
  readonly users: Map<string, LinuxUser>;
  readonly groups: Map<string, LinuxGroup>;
  /** Uids of login sessions and their processes. */
  readonly processes: Set<number>;
  readonly services: Map<string, SimService>;
  readonly units: Map<string, SimUnit>;
  /** What the PHP activator has taken up, by account, and the accounts whose PHP-FPM runs. */
  readonly php: Map<string, readonly PoolState[]>;
  readonly fpms: Set<string>;
  readonly quotas: Map<number, DiskQuota>;
  readonly mariadb: SimMariaDb;
  /** Accounts whose lock file is there. */
  readonly locks: Set<string>;
  readonly phpVersions: string[];
  /** What the users folder lies on. */
  usersDevice: number;
}

export const START = Date.UTC(2026, 0, 29, 10);

export function bareMachine(): Machine {
  return {
    now: START,
    wallOffset: 0,
    disk: emptyDisk(),
    users: new Map(),
    groups: new Map(),
    processes: new Set(),
    services: new Map(),
    units: new Map(),
    php: new Map(),
    fpms: new Set(),
    quotas: new Map(),
    mariadb: { databases: new Map(), users: new Map() },
    locks: new Set(),
    phpVersions: [],
    usersDevice: 1,
  };
}

/** What the wall clock shows, and files are stamped with. */
export function wallTime(machine: Machine): number {
  return machine.now + machine.wallOffset;
}

export function cloneMachine(machine: Machine): Machine {
  return structuredClone(machine);
}

/** The daemon was killed, or the power went and came back: what is in memory or on a tmpfs is gone then. */
export function restart(machine: Machine, how: 'killed' | PowerLoss): void {
  machine.now += 5_000;
  if (how === 'killed') return;
  cutPower(machine.disk, how);
  machine.locks.clear();
  machine.processes.clear();
  for (const name of machine.services.keys()) startService(machine, name);
  startActivator(machine);
  for (const [name, unit] of machine.units) {
    unit.read = undefined;
    unit.isRunning = false;
    if (unit.isEnabled) startUnit(machine, name);
  }
}

export function stopService(machine: Machine, name: string): void {
  const service = machine.services.get(name);
  if (service === undefined) throw new Error(`there is no service ${name}`);
  service.isRunning = false;
}

export function startService(machine: Machine, name: string): void {
  const service = machine.services.get(name);
  if (service === undefined) return;
  service.loaded = loadableFiles(machine.disk, name);
  service.isRunning = check(machine, name, service.loaded, true).ok;
}
