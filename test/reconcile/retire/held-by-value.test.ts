// Whether a guard that holds is news is decided by its cause and its count, never by the sentence.

import { afterAll, expect, test } from 'vitest';
import { bootWith } from '../../sim/boot-with.ts';
import { converge, journalFolder } from '../../sim/engine.ts';
import { dropSet } from '../../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

const LIMITS = { vanish: { max_accounts: 0, max_percent: 0, purge_after_days: null } };

test('a guard that still holds the same accounts is not journalled again, and one that holds more is', async () => {
  const engine = await bootWith(['anna', 'bert', 'cara'], folder, LIMITS);
  const { journal, machine } = engine;
  const held = () => journal.events({ kind: 'guard.held' }).map(({ data }) => data);
  await converge(engine);
  dropSet(machine, 'anna');
  await converge(engine);
  expect(held()).toMatchObject([{ cause: 'too-many-at-once', count: 1 }]);

  // As a release would have written it that words the reason differently.
  const [first] = journal.heldGuards();
  journal.append([
    {
      kind: 'guard.held',
      account: null,
      data: { guard: 'vanish', reason: 'worded differently', cause: 'too-many-at-once', count: 1 },
    },
  ]);
  await (await engine.restart()).review();
  expect(first?.reason).not.toBe('worded differently');
  expect(held()).toHaveLength(2);

  dropSet(machine, 'bert');
  await (await engine.restart()).review();
  expect(held().at(-1)).toMatchObject({ cause: 'too-many-at-once', count: 2 });
  engine.close();
});
