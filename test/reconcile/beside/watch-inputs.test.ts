// What changed beside the sets has those accounts looked at that it may concern, and no others.

import { expect, test } from 'vitest';
import { type Inputs, resourceController } from '../../../controllers/controller.ts';
import { watchInputs } from '../../../src/reconcile/beside/watch-inputs.ts';
import { sampleAccount } from '../../controllers/sample-account.ts';
import { Effects } from '../../sim/effects.ts';
import { freshMachine } from '../../sim/fresh-machine.ts';
import { createSimHost } from '../../sim/sim-host.ts';

interface Look extends Record<'byName' | 'byAccount', Record<string, string>>, Pick<Inputs, 'ofAll'> {}

/** @returns the accounts that are looked at after each look but the first */
async function lookedAt(looks: readonly Look[]): Promise<string[]> {
  const host = createSimHost({ machine: freshMachine(), effects: new Effects() });
  const stop = new AbortController();
  const changed: string[] = [];
  let at = 0;
  const controller = resourceController<null, null>({
    kind: 'home',
    needs: [],
    desired: () => null,
    observe: async () => () => null,
    plan: () => ({ actions: [], publications: [] }),
    async inputs() {
      const look = looks[at++];
      if (at === looks.length) stop.abort();
      return {
        ...(look?.ofAll === undefined ? {} : { ofAll: look.ofAll }),
        byName: new Map(Object.entries(look?.byName ?? {})),
        byAccount: new Map(Object.entries(look?.byAccount ?? {})),
      };
    },
  });
  await watchInputs(
    {
      host: { ...host, clock: { ...host.clock, sleep: async () => {} } },
      controllers: [controller],
      accounts: () => ['anna', 'bert'].map((username) => sampleAccount(username)),
      onChanged: (username) => changed.push(username),
      onError: (error) => {
        throw error;
      },
    },
    stop.signal,
  );
  return changed;
}

const nothing: Look = { byName: {}, byAccount: {} };

test('a certificate for a name, or for all names one label below it, concerns the account that has the name', async () => {
  expect(await lookedAt([nothing, { ...nothing, byName: { 'anna.example': '1' } }])).toEqual(['anna']);
  expect(await lookedAt([nothing, { ...nothing, byName: { '*.bert.example': '1' } }])).toEqual(['bert']);
  expect(await lookedAt([nothing, { ...nothing, byName: { 'other.example': '1' } }])).toEqual([]);
});

test('what lies in the folder of an account concerns that account, when it comes, changes and goes', async () => {
  const one = { ...nothing, byAccount: { anna: '1' } };
  const other = { ...nothing, byAccount: { anna: '2' } };
  expect(await lookedAt([nothing, one, other, other, nothing])).toEqual(['anna', 'anna', 'anna']);
});

test('what concerns every account has every account looked at, once for each change', async () => {
  const one = { ...nothing, ofAll: '1' };
  expect(await lookedAt([one, one, { ...one, ofAll: '2' }, { ...one, ofAll: '2' }])).toEqual([
    'anna',
    'bert',
  ]);
});

test('what is there at the beginning is no news', async () => {
  expect(await lookedAt([{ ...nothing, byAccount: { anna: '1' } }])).toEqual([]);
});
