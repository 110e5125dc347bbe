// Faults of one account are a condition of it; what the host does not give any account is none.
import { expect, test } from 'vitest';
import type { UnavailableResource } from '../../../src/reconcile/plan/unavailable-resource.ts';
import { statusAfterWave } from '../../../src/reconcile/record/account-status.ts';

function statusOf(unavailable: readonly UnavailableResource[]) {
  const result = {
    outcome: { state: 'applied' as const },
    uncorrected: [],
    unavailable,
    degraded: [],
    conditions: [],
  };
  const { conditions, resources } = statusAfterWave(result, ['node-app', 'disk-quota'], {
    before: undefined,
    now: 0,
  });
  return { degraded: conditions.filter(({ type }) => type === 'Degraded'), resources };
}

test('an app that does not stay up makes its account degraded', () => {
  const { degraded, resources } = statusOf([
    { resource: 'node-app', message: 'the app blog keeps ending', isPending: false },
  ]);
  expect(degraded).toMatchObject([
    { status: 'true', reason: 'ResourceUnavailable', message: 'node-app: the app blog keeps ending' },
  ]);
  expect(resources[0]).toMatchObject({ kind: 'node-app', state: 'unavailable' });
  expect(resources[0]).not.toHaveProperty('of_host');
});

test('a host without quotas makes no account degraded, and the resource says that the host is the cause', () => {
  const { degraded, resources } = statusOf([
    { resource: 'disk-quota', message: 'no quotas here', isPending: false, isOfHost: true },
  ]);
  expect(degraded).toEqual([]);
  expect(resources[1]).toMatchObject({ kind: 'disk-quota', state: 'unavailable', of_host: true });
});

test('a note, and work that goes on, make no account degraded', () => {
  expect(
    statusOf([
      { resource: 'node-app', message: 'in progress', isPending: true },
      { resource: 'disk-quota', message: 'kept', isPending: false, isNote: true },
    ]).degraded,
  ).toEqual([]);
});
