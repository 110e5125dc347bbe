// What the simulated systemd does with units: it reads them once, and starts what is enabled at boot.

import { lookUp } from './disk.ts';
import type { Machine, SimUnit } from './machine.ts';

const UNITS = '/etc/systemd/system';

/** As systemd knows it, which reads a unit when it is first asked about it. */
export function unitOf(machine: Machine, name: string): SimUnit {
  const unit = machine.units.get(name) ?? {
    isRunning: false,
    isEnabled: false,
    read: undefined,
    environment: '',
  };
  unit.read ??= unitSource(machine, name);
  machine.units.set(name, unit);
  return unit;
}

/** Needs its user and its environment file; without one of them it does not come up. */
export function startUnit(machine: Machine, name: string): void {
  const unit = unitOf(machine, name);
  const environment = /^EnvironmentFile=(.+)$/m.exec(unit.read ?? '')?.[1];
  const user = userOf(unit);
  const file = environment === undefined ? undefined : lookUp(machine.disk, environment);
  unit.isRunning = file !== undefined && user !== undefined && machine.users.has(user);
  unit.environment = file?.text ?? '';
  const socket = /^Requires=(\S+\.socket)$/m.exec(unit.read ?? '')?.[1];
  if (socket !== undefined) unitOf(machine, socket).isRunning = unit.isRunning;
}

/** What the copy holds that an app's unit has systemd keep while it runs; undefined for any other path. */
export function startedWith({ units }: Machine, path: string): string | undefined {
  const keeper = [...units.values()].find(({ isRunning, read }) => isRunning && read?.includes(` ${path}\n`));
  return keeper?.environment;
}

/** A unit's own file and its drop-ins, one after the other. */
export function unitSource({ disk }: Machine, name: string): string {
  const dropIns = lookUp(disk, `${UNITS}/${name}.d`)?.entries ?? new Map<string, number>();
  const texts = [...dropIns]
    .filter(([file]) => !file.startsWith('.') && file.endsWith('.conf'))
    .map(([, id]) => disk.nodes.get(id)?.text ?? '');
  return [lookUp(disk, `${UNITS}/${name}`)?.text ?? '', ...texts].join('\n');
}

/** Users that a unit runs as at this moment. */
export function usersOfUnits({ units }: Machine): string[] {
  return [...units.values()].filter(({ isRunning }) => isRunning).flatMap((unit) => userOf(unit) ?? []);
}

function userOf({ read }: SimUnit): string | undefined {
  return /^User=(.+)$/m.exec(read ?? '')?.[1];
}
