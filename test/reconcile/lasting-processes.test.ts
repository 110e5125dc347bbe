// The end of an account's processes may take longer than a wave waits. It goes on, and holds the account itself only.

import { afterAll, beforeEach, expect, test } from 'vitest';
import { bootWith } from '../sim/boot-with.ts';
import { type Engine, journalFolder } from '../sim/engine.ts';
import { dropSet, putSet } from '../sim/sets.ts';
import { withPort } from '../sim/with-port.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

const LASTS_MS = 3_000;
/** By uid: when the processes are gone that are being ended. */
const begun = new Map<number, number>();
const disarmed: string[] = [];
let engine: Engine;

beforeEach(async () => {
  begun.clear();
  disarmed.length = 0;
  const settings = { vanish: { max_accounts: 3, max_percent: 100, purge_after_days: null } };
  engine = await bootWith(['anna', 'bert'], folder, settings, {
    replace: ({ host }) => {
      const lasting = withPort(host, 'accounts', ({ runningUids }) => ({
        runningUids: async (uids) => {
          for (const [uid, endsAt] of begun) if (endsAt <= engine.machine.now) end(uid);
          return runningUids(uids);
        },
        beingEnded: (uids) => new Set(begun.keys()).intersection(new Set(uids)),
        endProcesses: async (users) => {
          const running = await runningUids(users.map(({ uid }) => uid));
          for (const uid of running) begun.set(uid, begun.get(uid) ?? engine.machine.now + LASTS_MS);
          const names = users.filter(({ uid }) => running.has(uid)).map(({ name }) => name);
          return { failures: new Map(), stillEnding: new Set(names) };
        },
      }));
      const disarm = async (users: readonly { readonly name: string }[]) => {
        disarmed.push(...users.map(({ name }) => name));
      };
      return { host: withPort(lasting, 'leftovers', () => ({ disarm })) };
    },
  });
  await engine.pass(['anna', 'bert'], 'start');
  const uid = engine.machine.users.get('anna')?.uid ?? 0;
  engine.machine.processes.add(uid);
});

function end(uid: number): void {
  engine.machine.processes.delete(uid);
  begun.delete(uid);
}

const password = () => engine.machine.users.get('anna')?.password;

test('an account is suspended, told to be waiting, and in force once its processes are gone', async () => {
  putSet(engine.machine, 'anna', { account: { status: 'suspended' } });
  putSet(engine.machine, 'bert', { domains: { alias_domains: ['other.example'] } });
  const results = await engine.pass(['anna', 'bert'], 'edit');
  expect(results.get('bert')).toEqual({ state: 'applied' });
  expect(results.get('anna')).toMatchObject({ state: 'failed', error: /still being ended/ });
  const { phase, resources } = engine.journal.account('anna') ?? {};
  expect(phase).toBe('pending');
  const states = resources?.filter(({ state }) => state !== 'in_sync');
  expect(states).toMatchObject([
    { kind: 'linux-user', state: 'waiting', message: expect.stringContaining('logins are off already') },
  ]);
  expect(engine.machine.users.get('anna')?.expiresOnDay).toBe(1);

  engine.machine.now += LASTS_MS;
  expect((await engine.pass(['anna'], 'retry')).get('anna')).toEqual({ state: 'applied' });
  expect(password()).toMatch(/^!/);
  expect(disarmed).toEqual(['anna']);
});

test('a run that does what a start would do waits for them and succeeds', async () => {
  putSet(engine.machine, 'anna', { account: { status: 'suspended' } });
  expect(await engine.once()).toBe(0);
  expect(engine.journal.account('anna')?.phase).toBe('applied');
  expect(disarmed).toEqual(['anna']);
});

test('a daemon that is killed meanwhile ends them again', async () => {
  putSet(engine.machine, 'anna', { account: { status: 'suspended' } });
  await engine.pass(['anna'], 'edit');
  begun.clear();
  const next = await engine.restart();
  await next.pass(['anna', 'bert'], 'start');
  expect(next.journal.account('anna')?.phase).toBe('pending');
  engine.machine.now += LASTS_MS;
  expect((await next.pass(['anna'], 'retry')).get('anna')).toEqual({ state: 'applied' });
  expect(disarmed).toEqual(['anna']);
});

test('an account whose folder is gone is retired in the end, and stays withdrawn until then', async () => {
  dropSet(engine.machine, 'anna');
  await engine.review();
  engine.machine.now += 10_000;
  const again = await engine.review();
  expect(engine.journal.account('anna')?.phase).toBe('retiring');
  expect(again).toBe(engine.machine.now + 1000);
  await engine.pass(['anna'], 'resync');
  expect(engine.machine.users.get('anna')?.expiresOnDay).toBe(1);
  engine.machine.now += LASTS_MS;
  expect(await engine.review()).toBeUndefined();
  expect(engine.journal.account('anna')?.phase).toBe('retired');
});

test('a retirement by name, and a purge, wait for the processes and succeed', async () => {
  dropSet(engine.machine, 'anna');
  const turns: string[] = [];
  const runExclusive = <T>(work: () => Promise<T>) => {
    turns.push('turn');
    return work();
  };
  expect(await engine.retirement.retireConfirmed(['anna'], { runExclusive })).toEqual(new Map());
  expect(turns.length).toBeGreaterThan(1);
  expect(engine.journal.account('anna')?.phase).toBe('retired');

  engine.machine.processes.add(engine.machine.users.get('anna')?.uid ?? 0);
  expect(await engine.purger.purge('anna')).toBeUndefined();
  expect(engine.machine.users.has('anna')).toBe(false);
});
