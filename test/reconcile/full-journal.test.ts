import { afterAll, expect, test } from 'vitest';
import { action } from '../../controllers/action.ts';
import { home } from '../../controllers/home/controller.ts';
import type { AccountPlan } from '../../src/reconcile/plan/account-plan.ts';
import { Progress } from '../../src/reconcile/progress/progress.ts';
import { waveBegan } from '../../src/reconcile/progress/wave-events.ts';
import { applyActions } from '../../src/reconcile/wave/apply-actions.ts';
import { boot, converge, journalFolder } from '../sim/engine.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import { putSet } from '../sim/sets.ts';

const FULL = { kind: 'fail', code: 'ENOSPC', done: false } as const;

const folder = journalFolder();
afterAll(() => folder.remove());

test('where the journal does not take the intent, the wave is rejected and nothing is done', async () => {
  const machine = freshMachine();
  putSet(machine, 'anna');
  let isFull = false;
  const engine = await boot(machine, {
    journalPath: `${folder.path}/1.db`,
    decide: ({ kind }) => (isFull && kind === 'commit' ? FULL : undefined),
  });
  await converge(engine);
  const account = engine.accounts.get('anna');
  if (account === undefined) throw new Error('anna is not in force');
  let done = 0;
  const step = action('home', 'anna', 'home', 'do something', async () => {
    done += 1;
  });
  const plan: AccountPlan = {
    target: { account, lifecycle: 'active' },
    byResource: new Map([['home', { actions: [step], publications: [] }]]),
  };
  const plans = new Map([['anna', plan]]);
  const began = waveBegan({ id: 'w', trigger: 'edit', plans }, [step]);
  const progress = new Progress('w', engine.journal, began);
  isFull = true;
  const { signal } = new AbortController();
  await expect(applyActions(engine.host, [home], plans, 'up', progress, signal)).rejects.toThrow('ENOSPC');
  expect(done).toBe(0);
  expect(progress.hasBegun).toBe(false);
});
