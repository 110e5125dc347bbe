// What a start takes up from the run before it, and when it reads the sets instead.

import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { AcceptedSetCache } from '../../../src/reconcile/intake/accepted-set-cache.ts';
import { bootWith } from '../../sim/boot-with.ts';
import { lookUp } from '../../sim/disk.ts';
import { boot, converge, type Engine, journalFolder } from '../../sim/engine.ts';
import type { Machine } from '../../sim/machine.ts';
import { putSet } from '../../sim/sets.ts';
import { USERS } from '../../sim/users-folder.ts';

const KEPT = '/var/lib/jopanel/standing-sets.json';
const folder = journalFolder();
afterAll(() => folder.remove());

let machine: Machine;
let engine: Engine;

beforeEach(async () => {
  engine = await bootWith(['anna', 'bert'], folder);
  machine = engine.machine;
  await converge(engine);
  machine.now += 60_000;
  // As the hints of their own meta.json would have it.
  await engine.pass(engine.everyone(), 'edit');
  await engine.acceptedSets.save();
});

/** Another content that looks the same, which no file system lets happen: only a reader of the file notices. */
function swapUnseen(username: string): void {
  const node = lookUp(machine.disk, `${USERS}/${username}/limits.json`);
  if (node === undefined) throw new Error(`${username} has no limits.json`);
  Object.assign(node, { text: node.text.replace(/"max_databases": \d+/, '"max_databases": 77') });
}

async function readAtStart(next: Engine): Promise<string[]> {
  const before = new Map(
    [...next.journal.accounts()].map((state) => [state.username, state.desiredRevision]),
  );
  await next.pass(next.everyone(), 'start');
  return ['anna', 'bert'].filter((name) => next.journal.account(name)?.desiredRevision !== before.get(name));
}

test('a start reads no set whose files look as they did', async () => {
  swapUnseen('anna');
  swapUnseen('bert');
  expect(await readAtStart(await engine.restart())).toEqual([]);
});

test('it reads what was changed while no daemon ran', async () => {
  putSet(machine, 'anna', { limits: { max_databases: 33 } });
  swapUnseen('bert');
  expect(await readAtStart(await engine.restart())).toEqual(['anna']);
});

test('it reads every set when the facts of the host have changed', async () => {
  machine.phpVersions.push('8.4');
  for (const name of ['anna', 'bert']) swapUnseen(name);
  expect(await readAtStart(await engine.restart())).toEqual(['anna', 'bert']);
});

test('it reads every set when what was kept is not what it was', async () => {
  const node = lookUp(machine.disk, KEPT);
  if (node === undefined) throw new Error('nothing is kept');
  Object.assign(node, { text: node.text.slice(0, 100) });
  for (const name of ['anna', 'bert']) swapUnseen(name);
  expect(await readAtStart(await engine.restart())).toEqual(['anna', 'bert']);
});

test('it reads every set when the disk does not give back what was kept', async () => {
  const node = lookUp(machine.disk, KEPT);
  if (node === undefined) throw new Error('nothing is kept');
  Object.defineProperty(node, 'text', {
    get() {
      throw new Error('EIO: i/o error, read');
    },
  });
  for (const name of ['anna', 'bert']) swapUnseen(name);
  expect(await readAtStart(await engine.restart())).toEqual(['anna', 'bert']);
});

test('what the journal does not hold is read, whatever was kept', async () => {
  const next = await boot(machine, { journalPath: `${folder.path}/${crypto.randomUUID()}.db` });
  expect(await readAtStart(next)).toEqual(['anna', 'bert']);
});

test('a second start over the same sets saves nothing', async () => {
  const next = await engine.restart();
  await next.pass(next.everyone(), 'start');
  const version = lookUp(machine.disk, KEPT)?.version;
  await next.acceptedSets.save();
  expect(lookUp(machine.disk, KEPT)?.version).toBe(version);
});

describe('kept sets', () => {
  const set = { fingerprint: '1.2', revision: 'sha256:0', appliedInMeta: undefined };

  function kept(): string | undefined {
    const sets = new AcceptedSetCache();
    sets.checkBy('these rules');
    sets.note('anna', set);
    return sets.toText();
  }

  test('are those of the same rules', () => {
    const sets = new AcceptedSetCache(kept());
    sets.checkBy('these rules');
    expect(sets.get('anna')).toEqual(set);
  });

  test('are empty under other rules', () => {
    const sets = new AcceptedSetCache(kept());
    sets.checkBy('other rules');
    expect(sets.get('anna')).toBeUndefined();
  });

  test.each([
    '',
    '{',
    '[]',
    '{"judged_by":"these rules"}',
    '{"judged_by":"these rules","sets":{"anna":[1]}}',
  ])('are empty for %j', (text) => {
    const sets = new AcceptedSetCache(text);
    sets.checkBy('these rules');
    expect(sets.get('anna')).toBeUndefined();
  });
});
