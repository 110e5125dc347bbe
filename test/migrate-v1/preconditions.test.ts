// What keeps a step from going on, and what it says to do.

import { expect, test } from 'vitest';
import { requireBackup, requirePlan, requireSameRows } from '../../migrate-v1/steps/preconditions.ts';
import type { SavedState } from '../../migrate-v1/steps/saved-state.ts';
import { SOURCE, savedPlan } from './planned.ts';

const NOTHING: SavedState = {
  backup: undefined,
  laterBackup: undefined,
  plan: undefined,
  written: undefined,
  converged: undefined,
  verification: undefined,
  dropped: undefined,
  migrated: undefined,
};
const v1 = (digest: string) => ({ ok: true as const, source: SOURCE, zone: 'UTC', digest: () => digest });

test('without a plan, or with one of another database, nothing goes on', () => {
  expect(requirePlan(NOTHING, 'v1panel')).toMatchObject({
    ok: false,
    why: expect.stringContaining('plan --yes'),
  });
  const saved = { ...NOTHING, plan: savedPlan() };
  expect(requirePlan(saved, 'other')).toMatchObject({
    ok: false,
    why: expect.stringContaining('--database v1panel'),
  });
  expect(requirePlan(saved, 'v1panel')).toMatchObject({ ok: true });
  expect(requireBackup(saved, 'v1panel')).toMatchObject({
    ok: false,
    why: expect.stringContaining('backup --yes'),
  });
});

test('a changed database asks for a plan with what was accepted before', () => {
  expect(requireSameRows(savedPlan(), v1('sha256:0'))).toMatchObject({ ok: true });
  expect(requireSameRows(savedPlan(), v1('sha256:1'))).toMatchObject({
    why: expect.stringMatching(/v1 plan --yes$/),
  });
  const plan = savedPlan(['php', 'primary']);
  const options = { ...plan.options, with_passwords: true, template: 'large' };
  expect(requireSameRows({ ...plan, options }, v1('sha256:1'))).toMatchObject({
    why: expect.stringMatching(/v1 plan --accept php,primary --with-passwords --package large --yes$/),
  });
});
