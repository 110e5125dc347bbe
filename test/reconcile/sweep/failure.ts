// Lets every effect of a scenario go wrong in the ways that it can, once and for ever, and looks what the daemon makes of it.

import { join } from 'node:path';
import { isInSync } from '../../../src/reconcile/plan/account-plan.ts';
import type { Effect, Fault } from '../../sim/effects.ts';
import { boot, type Engine } from '../../sim/engine.ts';
import { pendingReloads, refusedLiveFiles, touchedThings } from '../../sim/invariants.ts';
import { differences, type View, viewOf } from '../../sim/view.ts';
import { journalFindings, secondRun, soundness, wrongEnds } from './outcome.ts';
import { bootOptionsOf, copyOf, runScenario, type Scenario, type Start, startOf } from './scenario.ts';

export interface FailureSweep {
  readonly effects: number;
  readonly failures: number;
  readonly problems: readonly string[];
}

interface Mishap {
  readonly words: string;
  readonly fate: Fault;
}

/** After so many rounds of retries whatever went wrong once is mended. */
const ROUNDS = 4;

export async function sweepFailures(scenario: Scenario, folder: string): Promise<FailureSweep> {
  const start = await startOf(scenario, folder);
  const path = join(folder, 'run.db');
  const reference = await run(scenario, start, path, () => undefined);
  const effects = [...reference.effects.seen];
  const end = viewOf(reference.machine);
  const problems = [...wrongEnds(scenario, reference)];
  reference.close();
  let failures = 0;
  for (const effect of effects) {
    for (const mishap of mishapsOf(effect)) {
      failures += 1;
      const found = await once(scenario, start, path, effect, mishap.fate, end);
      const where = `${scenario.name}: ${effect.number} (${effect.name}) ${mishap.words}`;
      problems.push(...found.map((problem) => `${where} once: ${problem}`));
    }
  }
  for (const effect of new Map(effects.filter(canLast).map((each) => [each.name, each])).values()) {
    for (const mishap of mishapsOf(effect)) {
      failures += 1;
      const found = await forEver(scenario, start, path, effect, mishap.fate);
      problems.push(
        ...found.map((problem) => `${scenario.name}: ${effect.name} ${mishap.words} for ever: ${problem}`),
      );
    }
  }
  return { effects: effects.length, failures, problems };
}

function mishapsOf({ kind, hasMiddle }: Effect): Mishap[] {
  const refused: Mishap = { words: 'is refused', fate: { kind: 'fail', code: 'EIO', done: false } };
  const full: Mishap = { words: 'finds the disk full', fate: { kind: 'fail', code: 'ENOSPC', done: false } };
  if (kind === 'commit') return [full];
  if (kind === 'sync') return [refused];
  if (kind === 'file') return [hasMiddle ? full : refused];
  return [
    refused,
    { words: 'hangs after it is done', fate: { kind: 'hang', done: true } },
    { words: 'says it is done and is not', fate: { kind: 'lie' } },
  ];
}

/** What concerns one account alone, and the services. */
function canLast(effect: Effect): boolean {
  return isPersonal(effect) || effect.kind === 'reload';
}

function isPersonal({ name }: Effect): boolean {
  return name.includes('anna') && !name.includes('bert');
}

async function run(
  scenario: Scenario,
  start: Start,
  path: string,
  decide: (effect: Effect) => Fault | undefined,
): Promise<Engine> {
  const machine = copyOf(start, path);
  const engine = await boot(machine, { journalPath: path, decide, ...bootOptionsOf(scenario) });
  for (let round = 0; round < ROUNDS; round += 1) {
    try {
      await runScenario(scenario, engine);
    } catch {
      // As the loop does with a pass that fails as a whole: again, a little later.
    }
    machine.now += 60_000;
  }
  return engine;
}

async function once(
  scenario: Scenario,
  start: Start,
  path: string,
  { number }: Effect,
  fate: Fault,
  end: View,
): Promise<string[]> {
  const engine = await run(scenario, start, path, (effect) => (effect.number === number ? fate : undefined));
  const problems = [
    ...wrongEnds(scenario, engine),
    ...(await soundness(scenario, start, engine)),
    ...differences(end, viewOf(engine.machine)),
  ];
  // A pass that failed as a whole leaves a wave open, which the next start notes.
  problems.push(...(await secondRun(scenario, await engine.restart())));
  engine.close();
  return [...problems, ...journalFindings(path)];
}

async function forEver(
  scenario: Scenario,
  start: Start,
  path: string,
  effect: Effect,
  fate: Fault,
): Promise<string[]> {
  const { name, kind } = effect;
  const engine = await run(scenario, start, path, (each) => (each.name === name ? fate : undefined));
  const bert = engine.journal.account('bert');
  const problems =
    kind === 'reload' ? await unloadedAndApplied(engine) : await soundness(scenario, start, engine);
  if (kind !== 'reload' && bert?.phase !== 'applied')
    problems.push(`bert is ${bert?.phase}: ${bert?.lastError}`);
  problems.push(...touchedThings(engine.machine), ...refusedLiveFiles(engine.machine));
  problems.push(...(await falseStatuses(engine)));
  engine.close();
  return [...problems, ...journalFindings(path)];
}

/** While a service has not loaded what is live, the accounts with files there are not in force. */
async function unloadedAndApplied({ machine, journal, services }: Engine): Promise<string[]> {
  const pending = await pendingReloads(machine, journal, services);
  const concerned = pending.some((line) => line.startsWith('nginx')) ? ['anna', 'bert'] : ['anna'];
  return concerned
    .filter((name) => pending.length > 0 && journal.account(name)?.phase === 'applied')
    .map((name) => `${name} is applied, and ${pending.join(', ')}`);
}

/** An account that is not in force says so, and why. */
async function falseStatuses(engine: Engine): Promise<string[]> {
  const { plans } = await engine.plan();
  const behind = plans.filter((plan) => !isInSync(plan));
  return behind.flatMap(({ target: { account } }) => {
    const state = engine.journal.account(account.username);
    if (state?.phase !== 'applied' && state?.lastError) return [];
    return [`${account.username} is not in force, and its status is ${state?.phase}: ${state?.lastError}`];
  });
}
