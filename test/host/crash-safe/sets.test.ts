// Writing, making and removing a set, cut off at every step: a reader finds it whole, as it was or as it is to be.

import { expect, test } from 'vitest';
import type { UsersFolder } from '../../../src/host/users-folder/users-folder.ts';
import { SET_FILES, type SetFileName } from '../../../src/model/set-files.ts';
import { create, type PowerLoss, walk } from '../../sim/disk.ts';
import { Crash, type Effect, Effects, type Fault } from '../../sim/effects.ts';
import { bareMachine, cloneMachine, type Machine, restart, wallTime } from '../../sim/machine.ts';
import { simUsersFolder, USERS, writeSet } from '../../sim/users-folder.ts';

type Texts = ReadonlyMap<SetFileName, string>;
type Act = (users: UsersFolder) => Promise<unknown>;

const OLD = textsOf('old');
const NEW = textsOf('new');
const HOW: readonly ('killed' | PowerLoss)[] = ['killed', 'lost', 'torn', 'kept'];

function textsOf(word: string): Texts {
  return new Map(SET_FILES.map((file) => [file, `{"${file}": "${word}"}\n`]));
}

function machineWith(texts: Texts | undefined): Machine {
  const machine = bareMachine();
  for (const folder of ['/etc', '/etc/jopanel', USERS])
    create(machine.disk, folder, 'folder', '', { uid: 0, gid: 0, mode: 0o755 });
  if (texts !== undefined) writeSet(machine.disk, 'joko', texts, wallTime(machine));
  restart(machine, 'kept');
  return machine;
}

/** What a reader finds of the set after a crash: the word in each of its files, or that there is no set. */
function found(machine: Machine): string {
  const set = simUsersFolder({ machine, effects: new Effects() }).read('joko');
  if (set.state !== 'read') return set.state;
  return [...set.files.values()].map((bytes) => wordIn(new TextDecoder().decode(bytes))).join(' ');
}

function wordIn(text: string): string {
  return text === '' ? 'empty' : (/": "(\w+)"\}\n$/.exec(text)?.[1] ?? 'torn');
}

/** Every state that a crash at any moment of `act` leaves, started again after every way to go down. */
async function crashes(start: Machine, act: Act): Promise<{ effects: readonly Effect[]; left: Machine[] }> {
  const whole = await run(start, act, () => undefined);
  const left: Machine[] = [];
  for (const { number, hasMiddle } of whole.effects.seen) {
    for (const moment of ['before', 'during', 'after'] as const) {
      if (moment === 'during' && !hasMiddle) continue;
      const { machine } = await run(start, act, (effect) =>
        effect.number === number ? { kind: 'crash', moment } : undefined,
      );
      for (const how of HOW) {
        const after = cloneMachine(machine);
        restart(after, how);
        left.push(after);
      }
    }
  }
  return { effects: whole.effects.seen, left };
}

async function run(start: Machine, act: Act, decide: (effect: Effect) => Fault | undefined) {
  const machine = cloneMachine(start);
  const effects = new Effects({ decide });
  await act(simUsersFolder({ machine, effects })).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
  return { machine, effects };
}

function namesIn(machine: Machine): string[] {
  return [...walk(machine.disk)].map(([path]) => path).filter((path) => path.startsWith(`${USERS}/`));
}

test('a new set is there whole or not at all, and the next try leaves no draft', async () => {
  const make: Act = (users) => users.create('joko', NEW);
  const { effects, left } = await crashes(machineWith(undefined), make);
  expect(effects.length).toBeGreaterThan(SET_FILES.length * 4);
  const whole = SET_FILES.map(() => 'new').join(' ');
  expect(new Set(left.map(found))).toEqual(new Set(['gone', whole]));
  for (const machine of left) {
    const { machine: after } = await run(machine, make, () => undefined);
    expect(found(after)).toBe(whole);
    expect(namesIn(after)).toHaveLength(1 + SET_FILES.length);
  }
});

test('a set that is removed is there whole or not at all', async () => {
  const { left } = await crashes(machineWith(OLD), (users) => users.remove('joko'));
  expect(new Set(left.map(found))).toEqual(new Set(['gone', SET_FILES.map(() => 'old').join(' ')]));
});

test('each file that is replaced is old or new, never torn, and the next write leaves no temporary', async () => {
  const texts: Texts = new Map([...NEW].filter(([file]) => file !== 'limits.json'));
  const replace: Act = (users) => users.replaceFiles('joko', texts);
  const { left } = await crashes(machineWith(OLD), replace);
  for (const machine of left) {
    expect(found(machine)).toMatch(/^(?:(?:old|new) ?){6}$/);
    const { machine: after } = await run(machine, replace, () => undefined);
    expect(found(after)).toBe(SET_FILES.map((file) => (file === 'limits.json' ? 'old' : 'new')).join(' '));
    expect(namesIn(after)).toHaveLength(1 + SET_FILES.length);
  }
});

test('nothing is replaced before all of the new texts are on the disk', async () => {
  const { effects } = await crashes(machineWith(OLD), (users) => users.replaceFiles('joko', NEW));
  const names = effects.map(({ name }) => name);
  const lastSync = names.findLastIndex((name) => name.startsWith('fsync') && name.endsWith('-tmp'));
  expect(lastSync).toBeGreaterThan(0);
  expect(lastSync).toBeLessThan(names.findIndex((name) => name.startsWith('rename')));
});

test('a failure before the first rename leaves the set as it was, and no temporary', async () => {
  const start = machineWith(OLD);
  const { effects } = await run(
    start,
    (users) => users.replaceFiles('joko', NEW),
    () => undefined,
  );
  const firstRename = effects.seen.findIndex(({ name }) => name.startsWith('rename')) + 1;
  for (let number = 1; number <= firstRename; number += 1) {
    const failing = (effect: Effect): Fault | undefined =>
      effect.number === number ? { kind: 'fail', code: 'ENOSPC', done: false } : undefined;
    const { machine } = await run(start, (users) => users.replaceFiles('joko', NEW), failing);
    expect(found(machine)).toBe(SET_FILES.map(() => 'old').join(' '));
    expect(namesIn(machine)).toHaveLength(1 + SET_FILES.length);
  }
});
