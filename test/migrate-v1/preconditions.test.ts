// What keeps a step from going on, and what it says to do.

import { expect, test } from 'vitest';
import { backupGate, plannedGate, unchangedGate } from '../../migrate-v1/steps/preconditions.ts';
import type { Kept } from '../../migrate-v1/steps/saved-state.ts';
import { keptPlan, SOURCE } from './planned.ts';

const NOTHING: Kept = {
  backup: undefined,
  plan: undefined,
  written: undefined,
  converged: undefined,
  verdict: undefined,
  dropped: undefined,
};
const v1 = (digest: string) => ({ ok: true as const, source: SOURCE, zone: 'UTC', digest: () => digest });

test('without a plan, or with one of another database, nothing goes on', () => {
  expect(plannedGate(NOTHING, 'v1panel')).toMatchObject({
    ok: false,
    why: expect.stringContaining('plan --yes'),
  });
  const kept = { ...NOTHING, plan: keptPlan() };
  expect(plannedGate(kept, 'other')).toMatchObject({
    ok: false,
    why: expect.stringContaining('--database v1panel'),
  });
  expect(plannedGate(kept, 'v1panel')).toMatchObject({ ok: true });
  expect(backupGate(kept, 'v1panel')).toMatchObject({
    ok: false,
    why: expect.stringContaining('backup --yes'),
  });
});

test('a changed database asks for a plan with what was accepted before', () => {
  expect(unchangedGate(keptPlan(), v1('sha256:0'))).toMatchObject({ ok: true });
  expect(unchangedGate(keptPlan(), v1('sha256:1'))).toMatchObject({
    why: expect.stringMatching(/v1 plan --yes$/),
  });
  const plan = keptPlan(['php', 'primary']);
  const options = { ...plan.options, with_passwords: true, template: 'large' };
  expect(unchangedGate({ ...plan, options }, v1('sha256:1'))).toMatchObject({
    why: expect.stringMatching(/v1 plan --accept php,primary --with-passwords --package large --yes$/),
  });
});
