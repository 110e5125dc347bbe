// What must hold once the daemon has run, whatever befell it.

import { verifyJournal } from '../../../src/journal/verify.ts';
import { converge, type Engine } from '../../sim/engine.ts';
import {
  falseDigests,
  lostContent,
  pendingReloads,
  refusedLiveFiles,
  touchedThings,
} from '../../sim/invariants.ts';
import { deadSockets } from '../../sim/services/sockets.ts';
import type { View } from '../../sim/view.ts';
import type { Scenario, Start } from './scenario.ts';

export async function soundness(
  { mayRemove = [] }: Pick<Scenario, 'mayRemove'>,
  start: Start,
  { machine, journal, services }: Engine,
): Promise<string[]> {
  const gone = [...start.machine.users.keys()].filter(
    (name) => !machine.users.has(name) && !mayRemove.includes(name),
  );
  return [
    ...touchedThings(machine),
    ...refusedLiveFiles(machine),
    ...lostContent(machine, start.content),
    ...deadSockets(machine),
    ...(await pendingReloads(machine, journal, services)),
    ...(await falseDigests(machine, journal, services)),
    ...gone.map((name) => `the user ${name} is gone, and no set asked for that`),
  ];
}

export function journalFindings(path: string): string[] {
  return verifyJournal(path).findings.map(({ message }) => `journal: ${message}`);
}

/** Accounts that did not end as they were to. */
export function wrongEnds({ ends = {} }: Scenario, { journal }: Engine): string[] {
  return [...journal.accounts()].flatMap(({ username, phase, lastError }) => {
    const wanted = ends[username] ?? 'applied';
    return phase === wanted ? [] : [`${username} is ${phase}, not ${wanted}: ${lastError}`];
  });
}

/** Rule 10: where everything is as it should be, a daemon that starts does nothing at all. */
export async function secondRun({ ends = {} }: Scenario, before: Engine): Promise<string[]> {
  // What nginx refuses is tried again at every start, and the journal counts how often.
  const isUneasy = Object.values(ends).includes('quarantined');
  const engine = await before.restart();
  const { seq } = engine.journal.head();
  await converge(engine);
  const done = engine.effects.seen.filter(({ kind }) => kind !== 'commit' || !isUneasy);
  const problems = done.map(({ name }) => `a run with nothing to do did: ${name}`);
  if (engine.journal.head().seq !== seq) problems.push('a run with nothing to do made the journal grow');
  return problems;
}

/** What the journal makes of the accounts, and what it says is jopanel's. */
export function stateOf({ journal }: Engine): View {
  const view = new Map<string, string>();
  for (const { username, phase, appliedRevision, retiredAt, purgedAt } of journal.accounts()) {
    const state = [phase, appliedRevision, retiredAt !== null, purgedAt !== null].join(' ');
    view.set(`the journal about ${username}`, state);
  }
  for (const { item, account } of journal.inventory()) view.set(`inventory ${item}`, `of ${account}`);
  for (const { wave } of journal.openWaves()) view.set(`wave ${wave}`, 'open');
  return view;
}
