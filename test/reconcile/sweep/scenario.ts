// What is swept: something that an operator asks for, on a host with accounts that are in force.

import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../../src/model/settings.ts';
import type { Phase } from '../../../src/model/status/phase.ts';
import { create, lookUp, setOwnership, syncAll } from '../../sim/disk.ts';
import { type BootOptions, boot, converge, type Engine } from '../../sim/engine.ts';
import { freshMachine, putFile } from '../../sim/fresh-machine.ts';
import { preciousText } from '../../sim/invariants.ts';
import { cloneMachine, type Machine } from '../../sim/machine.ts';

export interface Scenario {
  readonly name: string;
  /** What is asked for and in force before. */
  readonly before?: (machine: Machine) => void;
  /** Further steps of the daemon on the way to the start, such as retiring what is to be restored. */
  readonly prepare?: (engine: Engine) => Promise<void>;
  /** What the operator, or another hand on the host, does then. */
  readonly act: (machine: Machine) => void;
  /**
   * What a start finds changed is no news: another hand was at work, or a
   * withdrawal was cut short, and until the guards are asked again the account is
   * to be in force.
   */
  readonly findsDrift?: true;
  /** What the daemon does about it, from its start on; the same again after a crash. */
  readonly run?: (engine: Engine) => Promise<void>;
  /** Users that may be gone afterwards. */
  readonly mayRemove?: readonly string[];
  readonly settings?: Partial<Settings>;
  /** In place of the product's own. */
  readonly controllers?: BootOptions['controllers'];
  readonly services?: BootOptions['services'];
  /** The phases of accounts that end in another one than applied. */
  readonly ends?: Readonly<Record<string, Phase>>;
  /** Only the daemon is killed, and the machine goes on. */
  readonly powerStays?: true;
}

/** A machine and its journal, closed, to be cloned for every run. */
export interface Start {
  readonly machine: Machine;
  readonly journalPath: string;
  /** Homes that hold something which is nowhere else. */
  readonly content: ReadonlyMap<string, string>;
}

export async function runScenario(scenario: Scenario, engine: Engine): Promise<void> {
  await (scenario.run?.(engine) ?? converge(engine));
}

export async function startOf(scenario: Scenario, folder: string): Promise<Start> {
  const machine = freshMachine();
  const journalPath = join(folder, 'start.db');
  // Of the scenario before.
  rmSync(journalPath, { force: true });
  scenario.before?.(machine);
  const engine = await boot(machine, { journalPath, ...bootOptionsOf(scenario) });
  await converge(engine);
  const content = fillHomes(machine);
  await scenario.prepare?.(engine);
  engine.close();
  // What happens next happens on a host that has been at rest.
  machine.now += 3_600_000;
  syncAll(machine.disk);
  scenario.act(machine);
  syncAll(machine.disk);
  return { machine, journalPath, content };
}

export function bootOptionsOf({ settings, controllers, services }: Scenario) {
  return {
    ...(settings && { settings }),
    ...(controllers && { controllers }),
    ...(services && { services }),
  };
}

export function copyOf(start: Start, journalPath: string): Machine {
  copyFileSync(start.journalPath, journalPath);
  return cloneMachine(start.machine);
}

/** Every user keeps a file in the home, and a crontab. */
function fillHomes(machine: Machine): Map<string, string> {
  const content = new Map<string, string>();
  for (const { name, uid, gid, home } of machine.users.values()) {
    if (uid < 10_000 || uid > 60_000 || lookUp(machine.disk, home) === undefined) continue;
    create(machine.disk, `${home}/precious`, 'file', preciousText(home), { uid, gid, mode: 0o600 });
    putFile(machine, `/var/spool/cron/crontabs/${name}`, `@daily ${name}\n`);
    setOwnership(machine.disk, `/var/spool/cron/crontabs/${name}`, { uid, gid, mode: 0o600 });
    machine.processes.add(uid);
    content.set(home, 'precious');
  }
  return content;
}
