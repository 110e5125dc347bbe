// Runs a scenario to every crash that it can have, starts again on what survived, and looks at what came of it.

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyJournal } from '../../../src/journal/verify.ts';
import { hasUnsynced } from '../../sim/disk.ts';
import type { Effect, Fate } from '../../sim/effects.ts';
import { boot, converge, type Engine } from '../../sim/engine.ts';
import {
  falseDigests,
  lostContent,
  owedReloads,
  refusedLiveFiles,
  touchedThings,
} from '../../sim/invariants.ts';
import { cloneMachine, type Machine, restart } from '../../sim/machine.ts';
import { differences, type View, viewOf } from '../../sim/view.ts';
import { copyOf, runScenario, type Scenario, type Start, settingsOf, startOf } from './scenario.ts';
import { WholeTexts } from './whole-texts.ts';

export interface Swept {
  readonly effects: number;
  readonly middles: number;
  readonly restarts: number;
  readonly problems: readonly string[];
}

interface Reference {
  readonly effects: readonly Effect[];
  readonly end: View;
  readonly state: View;
  readonly texts: WholeTexts;
}

const SURVIVALS = ['killed', 'lost', 'torn'] as const;

export async function sweepCrashes(scenario: Scenario, folder: string): Promise<Swept> {
  const start = await startOf(scenario, folder);
  const path = join(folder, 'run.db');
  const reference = await runThrough(scenario, start, path);
  const problems: string[] = [];
  let restarts = 0;
  for (const effect of reference.effects) {
    // Before an effect everything is as it is after the one before.
    const moments = [
      ...(effect.number === 1 ? (['before'] as const) : []),
      ...(effect.hasMiddle ? (['during'] as const) : []),
      'after' as const,
    ];
    for (const moment of moments) {
      const where = `${scenario.name}: crashed ${moment} ${effect.number} (${effect.name})`;
      const crashed = await runToCrash(scenario, start, path, effect.number, moment);
      const survivals = hasUnsynced(crashed.disk) ? SURVIVALS : SURVIVALS.slice(0, 2);
      for (const survival of survivals) {
        restarts += 1;
        const found = await recover(
          scenario,
          start,
          reference,
          cloneMachine(crashed),
          survival,
          path,
          folder,
        );
        problems.push(...found.map((problem) => `${where}, ${survival}: ${problem}`));
      }
    }
  }
  const middles = reference.effects.filter(({ hasMiddle }) => hasMiddle).length;
  return { effects: reference.effects.length, middles, restarts, problems };
}

async function runThrough(scenario: Scenario, start: Start, path: string): Promise<Reference> {
  const machine = copyOf(start, path);
  const texts = new WholeTexts();
  const decide = () => {
    texts.note(machine);
    return undefined;
  };
  const engine = await boot(machine, { journalPath: path, decide, ...settingsOf(scenario) });
  await runScenario(scenario, engine);
  texts.note(machine);
  const reference = {
    effects: [...engine.effects.seen],
    end: viewOf(machine),
    state: stateOf(engine),
    texts,
  };
  engine.close();
  return reference;
}

async function runToCrash(
  scenario: Scenario,
  start: Start,
  path: string,
  number: number,
  moment: 'before' | 'during' | 'after',
): Promise<Machine> {
  const machine = copyOf(start, path);
  let wasReached = false;
  const decide = (effect: Effect): Fate | undefined => {
    if (effect.number !== number) return undefined;
    wasReached = true;
    return { kind: 'crash', moment };
  };
  try {
    const engine = await boot(machine, { journalPath: path, decide, ...settingsOf(scenario) });
    await runScenario(scenario, engine);
    engine.close();
  } catch (error) {
    // Whatever the engine made of it: nothing that it did after the crash had any effect.
    if (!wasReached) throw error;
  }
  if (!wasReached) throw new Error(`${scenario.name} does not do the same twice: no effect ${number}`);
  return machine;
}

async function recover(
  scenario: Scenario,
  start: Start,
  reference: Reference,
  machine: Machine,
  survival: (typeof SURVIVALS)[number],
  crashedPath: string,
  folder: string,
): Promise<string[]> {
  const journalPath = join(folder, 'recovered.db');
  copyFileSync(crashedPath, journalPath);
  restart(machine, survival);
  const problems = [
    ...reference.texts.tornFiles(machine),
    ...refusedLiveFiles(machine),
    ...lostContent(machine, start.content),
  ];
  const engine = await boot(machine, { journalPath, ...settingsOf(scenario) });
  problems.push(...(await falseDigests(machine, engine.journal)));
  await runScenario(scenario, engine);
  problems.push(...(await soundness(scenario, start, machine, engine)));
  problems.push(...differences(reference.end, viewOf(machine)));
  problems.push(...differences(reference.state, stateOf(engine)));
  engine.close();
  problems.push(...verifyJournal(journalPath).findings.map(({ message }) => `journal: ${message}`));
  problems.push(...(await effectsOfAnotherRun(scenario, machine, journalPath)));
  return problems;
}

/** What holds at the end of every run, whatever it was meant to bring about. */
export async function soundness(
  { mayRemove = [] }: Pick<Scenario, 'mayRemove'>,
  start: Start,
  machine: Machine,
  engine: Engine,
): Promise<string[]> {
  const gone = [...start.machine.users.keys()].filter(
    (name) => !machine.users.has(name) && !mayRemove.includes(name),
  );
  return [
    ...touchedThings(machine),
    ...refusedLiveFiles(machine),
    ...lostContent(machine, start.content),
    ...(await owedReloads(machine, engine.journal)),
    ...(await falseDigests(machine, engine.journal)),
    ...gone.map((name) => `the user ${name} is gone, and nobody asked for that`),
  ];
}

/** Rule 10. */
async function effectsOfAnotherRun(
  scenario: Scenario,
  machine: Machine,
  journalPath: string,
): Promise<string[]> {
  const engine = await boot(machine, { journalPath, ...settingsOf(scenario) });
  const head = engine.journal.head().seq;
  await converge(engine);
  const problems = engine.effects.seen.map(({ name }) => `a run with nothing to do did: ${name}`);
  if (engine.journal.head().seq !== head) problems.push('a run with nothing to do made the journal grow');
  engine.close();
  return problems;
}

/** What the journal makes of the accounts, and what it says is jopanel's. */
function stateOf({ journal }: Engine): View {
  const view = new Map<string, string>();
  for (const { username, phase, appliedRevision, retiredAt, purgedAt } of journal.accounts()) {
    const state = [phase, appliedRevision, retiredAt !== null, purgedAt !== null].join(' ');
    view.set(`the journal about ${username}`, state);
  }
  for (const { item, account } of journal.inventory()) view.set(`inventory ${item}`, `of ${account}`);
  for (const { wave } of journal.openWaves()) view.set(`wave ${wave}`, 'open');
  return view;
}
