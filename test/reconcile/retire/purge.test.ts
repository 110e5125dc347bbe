// A purge goes on beside the waves, for as long as the archive of the home takes.

import { afterAll, beforeEach, expect, test } from 'vitest';
import { bootWith } from '../../sim/boot-with.ts';
import { lookUp } from '../../sim/disk.ts';
import { converge, type Engine, journalFolder } from '../../sim/engine.ts';
import { dropSet, putSet } from '../../sim/sets.ts';
import { withPort } from '../../sim/with-port.ts';

const folder = journalFolder();
let engine: Engine;
/** Happens while the archive of a home is being written. */
let duringTheArchive: (stop: AbortSignal) => Promise<void>;

afterAll(() => folder.remove());

beforeEach(async () => {
  duringTheArchive = async () => {};
  const settings = { vanish: { max_accounts: 3, max_percent: 100, purge_after_days: null } };
  engine = await bootWith(['anna', 'bert'], folder, settings, {
    replace: ({ host }) => ({
      host: withPort(host, 'homes', ({ archiveHome }) => ({
        async archiveHome(path, owner, archiveDir, stop) {
          await duringTheArchive(stop);
          return archiveHome(path, owner, archiveDir, stop);
        },
      })),
    }),
  });
  await converge(engine);
  dropSet(engine.machine, 'anna');
  await converge(engine);
  expect(engine.journal.account('anna')?.phase).toBe('retired');
});

function archives(): string[] {
  const all = [...(lookUp(engine.machine.disk, '/var/lib/jopanel/archive')?.entries.keys() ?? [])];
  return all.filter((name) => name.includes('anna'));
}

test('other accounts are served while a home is archived, and the account itself waits', async () => {
  duringTheArchive = async () => {
    putSet(engine.machine, 'bert', { domains: { alias_domains: ['late.example'] } });
    const results = await engine.pass(['anna', 'bert'], 'edit');
    expect(Object.fromEntries(results)).toEqual({ anna: { state: 'held' }, bert: { state: 'applied' } });
    expect(lookUp(engine.machine.disk, '/etc/nginx/jopanel/bert.conf')?.text).toContain('late.example');
    expect(await engine.purger.purge('anna')).toBe('anna is being purged already');
  };
  expect(await engine.purger.purge('anna')).toBeUndefined();
  expect(archives()).toHaveLength(1);
  expect(engine.machine.users.has('anna')).toBe(false);
  expect(lookUp(engine.machine.disk, '/home/anna')).toBeUndefined();
  expect(engine.journal.openWaves()).toEqual([]);
});

test('a purge runs alone what concerns the whole host, and archives beside the waves', async () => {
  const turns: string[][] = [];
  let running: string[] | undefined;
  const why = await engine.purger.purge('anna', {
    async runExclusive(work) {
      running = [];
      turns.push(running);
      const before = engine.effects.seen.length;
      const done = await work();
      running.push(...engine.effects.seen.slice(before).map(({ name }) => name));
      running = undefined;
      return done;
    },
  });
  expect(why).toBeUndefined();
  expect(turns).toHaveLength(2);
  expect(turns.flat().filter((name) => /^tar |^rm -r .*home/.test(name))).toEqual([]);
  expect(turns.flat().some((name) => name.startsWith('userdel'))).toBe(true);
});

test('a folder that comes back while the home is archived brings the account back whole', async () => {
  const before = lookUp(engine.machine.disk, '/home/anna')?.id;
  duringTheArchive = async (stop) => {
    putSet(engine.machine, 'anna');
    await engine.review();
    await engine.pass(['anna'], 'edit');
    expect(stop.aborted).toBe(true);
  };
  expect(await engine.purger.purge('anna')).toBe('the folder of anna is back');
  expect(lookUp(engine.machine.disk, '/home/anna')?.id).toBe(before);
  await engine.pass(['anna'], 'edit');
  expect(engine.journal.account('anna')?.phase).toBe('applied');
  expect(engine.machine.users.get('anna')?.expiresOnDay).toBeUndefined();
});

test('an account whose home could not be archived stays retired, with its user', async () => {
  duringTheArchive = async () => {
    throw new Error('No space left on device');
  };
  expect(await engine.purger.purge('anna')).toBe('No space left on device');
  expect(archives()).toEqual([]);
  expect(engine.machine.users.has('anna')).toBe(true);
  expect(engine.journal.account('anna')?.phase).toBe('retired');
});
