// Brings a scenario to every crash that it can have, starts again on what survived, and looks at what came of it.

import { hash } from 'node:crypto';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { EventOf, StoredEvent } from '../../../src/journal/event.ts';
import { hasUnsynced, type PowerLoss } from '../../sim/disk.ts';
import type { Effect, Fault } from '../../sim/effects.ts';
import { boot, type Engine } from '../../sim/engine.ts';
import { falseDigests, lostContent, refusedLiveFiles } from '../../sim/invariants.ts';
import { cloneMachine, type Machine, restart } from '../../sim/machine.ts';
import { loadableFiles } from '../../sim/services/loadable.ts';
import { deadSockets } from '../../sim/services/sockets.ts';
import { differences, type View, viewOf } from '../../sim/view.ts';
import { journalFindings, secondRun, soundness, stateOf, wrongEnds } from './outcome.ts';
import { bootOptionsOf, copyOf, runScenario, type Scenario, type Start, startOf } from './scenario.ts';
import { WholeTexts } from './whole-texts.ts';

export interface Swept {
  readonly effects: number;
  /** How many of them can be cut off in the middle. */
  readonly middles: number;
  /** Different states that crashes left, each of which was started on. */
  readonly restarts: number;
  readonly problems: readonly string[];
}

interface Reference {
  readonly effects: readonly Effect[];
  readonly end: View;
  readonly state: View;
  readonly texts: WholeTexts;
  readonly crashes: readonly CrashState[];
  readonly problems: readonly string[];
}

interface CrashState {
  readonly where: string;
  readonly machine: Machine;
  readonly journalPath: string;
}

export async function sweepCrashes(scenario: Scenario, folder: string): Promise<Swept> {
  const start = await startOf(scenario, folder);
  const reference = await runThrough(scenario, start, folder);
  const middles = reference.effects.filter(({ hasMiddle }) => hasMiddle);
  const crashes = [...reference.crashes];
  for (const effect of middles) crashes.push(await crashDuring(scenario, start, folder, effect));
  const problems = [...reference.problems];
  const seen = new Set<string>();
  const journals = new Set<string>();
  for (const crash of crashes) {
    for (const how of survivals(scenario, crash.machine)) {
      const machine = cloneMachine(crash.machine);
      restart(machine, how);
      // The name of a journal's copy is its head.
      const key = hash('sha256', crash.journalPath + JSON.stringify([[...viewOf(machine)], loads(machine)]));
      if (seen.has(key)) continue;
      seen.add(key);
      const checksJournal = !journals.has(crash.journalPath);
      journals.add(crash.journalPath);
      const recovery = { machine, how, crashedJournal: crash.journalPath, checksJournal };
      const found = await recover(scenario, start, reference, recovery, folder);
      problems.push(
        ...found.map((problem) => `${scenario.name}, crashed ${crash.where}, ${how}: ${problem}`),
      );
    }
  }
  return { effects: reference.effects.length, middles: middles.length, restarts: seen.size, problems };
}

/** Where the power going takes nothing away and loads nothing new, it is no other crash than that of the daemon. */
function survivals({ powerStays }: Scenario, machine: Machine): readonly ('killed' | PowerLoss)[] {
  if (powerStays) return ['killed'];
  if (hasUnsynced(machine.disk)) return ['killed', 'lost', 'torn'];
  const isBehind = [...machine.services].some(
    ([name, { loaded }]) => !isDeepStrictEqual(loaded, loadableFiles(machine.disk, name)),
  );
  return isBehind ? ['killed', 'lost'] : ['killed'];
}

function loads({ services, processes, units }: Machine): unknown {
  return [
    [...services.values()].map(({ loaded, isRunning }) => [isRunning, [...loaded]]),
    [...processes],
    [...units],
  ];
}

/** Once without a crash, keeping what there was before each effect, which is what there was after the one before. */
async function runThrough(scenario: Scenario, start: Start, folder: string): Promise<Reference> {
  const path = join(folder, 'run.db');
  const machine = copyOf(start, path);
  const texts = new WholeTexts();
  const crashes: CrashState[] = [];
  let commits = 0;
  let wasCommit = true;
  const keep = (where: string) => {
    texts.note(machine);
    const journalPath = join(folder, `after-${commits}-commits.db`);
    if (wasCommit) copyJournal(path, journalPath);
    crashes.push({ where, machine: cloneMachine(machine), journalPath });
  };
  const decide = ({ number, kind, name }: Effect): undefined => {
    keep(`before ${number} (${name})`);
    wasCommit = kind === 'commit';
    if (wasCommit) commits += 1;
  };
  const engine = await boot(machine, { journalPath: path, decide, ...bootOptionsOf(scenario) });
  await runScenario(scenario, engine);
  keep('after the last effect');
  const [end, state] = [viewOf(machine), stateOf(engine)];
  const problems = wrongEnds(scenario, engine).map(
    (problem) => `${scenario.name}, without a crash: ${problem}`,
  );
  engine.close();
  return { effects: engine.effects.seen, end, state, texts, crashes, problems };
}

/** Runs once more, until the daemon is gone in the middle of the effect; what the engine makes of that is its own affair. */
async function crashDuring(
  scenario: Scenario,
  start: Start,
  folder: string,
  { number, name }: Effect,
): Promise<CrashState> {
  const journalPath = join(folder, `during-${number}.db`);
  const machine = copyOf(start, journalPath);
  let wasReached = false;
  const decide = (effect: Effect): Fault | undefined => {
    if (effect.number !== number) return undefined;
    wasReached = effect.name === name;
    return { kind: 'crash', moment: 'during' };
  };
  try {
    const engine = await boot(machine, { journalPath, decide, ...bootOptionsOf(scenario) });
    await runScenario(scenario, engine);
    engine.close();
  } catch (error) {
    if (!wasReached) throw error;
  }
  if (!wasReached)
    throw new Error(`${scenario.name} does not do the same twice: where is ${number}, ${name}?`);
  return { where: `during ${number} (${name})`, machine, journalPath };
}

interface Recovery {
  readonly machine: Machine;
  readonly how: 'killed' | PowerLoss;
  readonly crashedJournal: string;
  /** One of the many recoveries from a journal has its own checked from end to end. */
  readonly checksJournal: boolean;
}

async function recover(
  scenario: Scenario,
  start: Start,
  reference: Reference,
  { machine, how, crashedJournal, checksJournal }: Recovery,
  folder: string,
): Promise<string[]> {
  const journalPath = join(folder, 'recovered.db');
  copyJournal(crashedJournal, journalPath);
  const problems = [
    ...reference.texts.tornFiles(machine),
    ...refusedLiveFiles(machine),
    ...lostContent(machine, start.content),
    ...(how === 'killed' ? deadSockets(machine) : []),
  ];
  const engine = await boot(machine, { journalPath, ...bootOptionsOf(scenario) });
  problems.push(...(await falseDigests(machine, engine.journal, engine.services)));
  const { seq } = engine.journal.head();
  await runScenario(scenario, engine);
  if (!scenario.findsDrift) problems.push(...lostAgain(engine, seq, how));
  problems.push(
    ...(await soundness(scenario, start, engine)),
    ...differences(reference.end, viewOf(machine)),
    ...differences(reference.state, stateOf(engine)).filter((line) => !isForgotten(line)),
  );
  problems.push(...(await secondRun(scenario, engine)));
  engine.close();
  if (checksJournal) problems.push(...journalFindings(journalPath));
  return problems;
}

/** What the journal said was in force, and a crash took back. Folders and owners are not synced, and soon put right. */
function lostAgain({ journal }: Engine, since: number, how: Recovery['how']): string[] {
  const drifts = journal.events({ kind: 'drift.found', after: since }).filter(isOfDrift);
  return drifts
    .filter(({ data }) => how === 'killed' || data.item.startsWith('/'))
    .map(({ account, data }) => `a crash took back ${data.item} of ${account}, which was in force`);
}

function isOfDrift(event: StoredEvent): event is EventOf<'drift.found'> {
  return event.kind === 'drift.found';
}

/** What was taken away just before the crash may still be in the inventory: it harms no account as long as it is not there. */
function isForgotten(difference: string): boolean {
  return difference.startsWith('inventory ') && difference.includes('expected "nothing"');
}

/** Also of one that is open: nothing writes at this moment, and what is committed lies in one of the two files. */
function copyJournal(from: string, to: string): void {
  copyFileSync(from, to);
  rmSync(`${to}-wal`, { force: true });
  rmSync(`${to}-shm`, { force: true });
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`);
}
