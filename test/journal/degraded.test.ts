import { afterAll, expect, test } from 'vitest';
import { bootWith } from '../sim/boot-with.ts';
import { converge, journalFolder } from '../sim/engine.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

test('accounts are counted while the condition Degraded is true of them', async () => {
  const engine = await bootWith(['anna', 'bert'], folder);
  await converge(engine);
  const { journal } = engine;
  const count = () => journal.countDegraded().get('ResourceUnavailable') ?? 0;
  const before = count();
  const { conditions = [], resources = [], phase = 'applied' } = journal.account('anna') ?? {};
  const others = conditions.filter(({ type }) => type !== 'Degraded');
  const note = (status: 'true' | 'false') =>
    journal.append([
      {
        kind: 'conditions.changed',
        account: 'anna',
        data: {
          phase,
          conditions: [
            ...others,
            { type: 'Degraded', status, reason: 'ResourceUnavailable', message: 'x', last_transition_at: 0 },
          ],
          resources: [...resources],
          last_error: null,
          next_retry_at: null,
        },
      },
    ]);
  note('true');
  expect(count()).toBe(before + 1);
  note('false');
  expect(count()).toBe(before);
});
