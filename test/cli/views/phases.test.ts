// The order of the list of accounts: what needs a person first, and what is applied but does not work before what does.

import { expect, test } from 'vitest';
import { byWorst, degradationOf, type RankedAccount } from '../../../src/cli/views/phases.ts';

const degraded = { type: 'Degraded', status: 'true', message: 'the app shop keeps ending' };

const account = (
  username: string,
  phase: RankedAccount['phase'],
  conditions: RankedAccount['conditions'] = [],
): RankedAccount => ({
  username,
  phase,
  conditions,
});

test('accounts of which something does not work come after those that wait, and before those that are well', () => {
  const accounts = [
    account('anna', 'applied'),
    account('bert', 'applied', [degraded]),
    account('cora', 'retired'),
    account('dora', 'failed'),
    account('emil', 'pending'),
  ];
  expect(accounts.toSorted(byWorst).map(({ username }) => username)).toEqual([
    'dora',
    'emil',
    'bert',
    'anna',
    'cora',
  ]);
});

test('only an account that is applied is degraded, and only while the condition is true', () => {
  expect(degradationOf(account('bert', 'applied', [degraded]))).toBe('the app shop keeps ending');
  expect(degradationOf(account('bert', 'failed', [degraded]))).toBeUndefined();
  expect(degradationOf(account('bert', 'applied', [{ ...degraded, status: 'false' }]))).toBeUndefined();
});
