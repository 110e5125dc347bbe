// The first archive of a host, cut off at every step: what was in the home is there, or whole in an archive.

import { expect, test } from 'vitest';
import { archiveHome } from '../../../../src/host/crash-safe/homes/archive-home.ts';
import { create, lookUp, syncAll } from '../../../sim/disk.ts';
import { Crash, type Effect, Effects, type Fault } from '../../../sim/effects.ts';
import { lostContent, preciousText } from '../../../sim/invariants.ts';
import { bareMachine, cloneMachine, type Machine, restart } from '../../../sim/machine.ts';
import { simArchiveCalls } from '../../../sim/ports/archive-calls.ts';

const ARCHIVES = '/var/lib/jopanel/archive';
const OWNER = { uid: 20_000, gid: 20_000 };
const CONTENT = new Map([['/home/joko', 'letter.txt']]);

function machineWithHome(): Machine {
  const machine = bareMachine();
  for (const folder of ['/home', '/home/joko', '/var', '/var/lib', '/var/lib/jopanel'])
    create(machine.disk, folder, 'folder', '', { uid: 0, gid: 0, mode: 0o755 });
  const letter = { uid: 20_000, gid: 20_000, mode: 0o600 };
  create(machine.disk, '/home/joko/letter.txt', 'file', preciousText('/home/joko'), letter);
  syncAll(machine.disk);
  return machine;
}

async function archive(start: Machine, decide: (effect: Effect) => Fault | undefined) {
  const machine = cloneMachine(start);
  const effects = new Effects({ decide });
  const { signal } = new AbortController();
  const done = await archiveHome(
    simArchiveCalls({ machine, effects }),
    '/home/joko',
    OWNER,
    ARCHIVES,
    signal,
  ).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
  return { machine, effects, done };
}

test('a home or its whole archive survives every crash, also where no home was archived before', async () => {
  const start = machineWithHome();
  const whole = await archive(start, () => undefined);
  expect(lookUp(whole.machine.disk, whole.done ?? '')?.text).toMatch(/end of archive\n$/);
  for (const { number, hasMiddle } of whole.effects.seen) {
    for (const moment of ['before', 'during', 'after'] as const) {
      if (moment === 'during' && !hasMiddle) continue;
      const { machine } = await archive(start, (effect) =>
        effect.number === number ? { kind: 'crash', moment } : undefined,
      );
      for (const how of ['killed', 'lost', 'torn'] as const) {
        const after = cloneMachine(machine);
        restart(after, how);
        expect(lostContent(after, CONTENT)).toEqual([]);
      }
    }
  }
});

test('a stop in the middle leaves the home as it was, and no archive', async () => {
  const machine = machineWithHome();
  const stop = new AbortController();
  const effects = new Effects({
    decide({ name }) {
      if (name.startsWith('tar ')) stop.abort();
      return undefined;
    },
  });
  await expect(
    archiveHome(simArchiveCalls({ machine, effects }), '/home/joko', OWNER, ARCHIVES, stop.signal),
  ).rejects.toThrow();
  expect(lookUp(machine.disk, '/home/joko/letter.txt')).toBeDefined();
  expect(lookUp(machine.disk, ARCHIVES)?.entries.size).toBe(0);
});
