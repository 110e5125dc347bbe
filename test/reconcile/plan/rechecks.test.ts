import { expect, test } from 'vitest';
import { IN_SYNC, type Plan } from '../../../controllers/controller.ts';
import type { AccountPlan } from '../../../src/reconcile/plan/account-plan.ts';
import { rechecksOf } from '../../../src/reconcile/plan/rechecks.ts';
import { sampleAccount } from '../../controllers/sample-account.ts';

const NOTHING_TOUCHED = new Map();

test.each<[string, Partial<Plan>, Partial<Plan>, readonly number[] | undefined]>([
  ['the plan after the steps', {}, { recheckAfterMs: [5_000] }, [5_000]],
  ['the plan before the steps, where the one after asks for none', { recheckAfterMs: [2_000] }, {}, [2_000]],
  [
    'the plan after the steps, where both ask',
    { recheckAfterMs: [2_000] },
    { recheckAfterMs: [9_000] },
    [9_000],
  ],
  ['no plan', {}, {}, undefined],
])('the next look is as asked for by %s', (_, before, after, afterMs) => {
  const rechecks = rechecksOf(planned(before), planned(after), NOTHING_TOUCHED);
  expect(rechecks.map((each) => each.afterMs)).toEqual(afterMs === undefined ? [] : [afterMs]);
});

test('a resource that the wave changed replaces what was scheduled before', () => {
  const plans = planned({ recheckAfterMs: [5_000] });
  const touched = new Map([['joko', new Set(['php-fpm-pool'] as const)]]);
  expect(rechecksOf(plans, plans, touched)).toMatchObject([{ username: 'joko', replacesEarlier: true }]);
  expect(rechecksOf(plans, plans, NOTHING_TOUCHED)).toMatchObject([{ replacesEarlier: false }]);
});

function planned(plan: Partial<Plan>): ReadonlyMap<string, AccountPlan> {
  const byResource = new Map([['php-fpm-pool', { ...IN_SYNC, ...plan }] as const]);
  return new Map([['joko', { target: { account: sampleAccount('joko'), lifecycle: 'active' }, byResource }]]);
}
