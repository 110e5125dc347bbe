// The host's own name belongs to no account: also where hostname(1) knows only its first part.

import { afterAll, expect, test } from 'vitest';
import { boot, converge, journalFolder } from '../sim/engine.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import { putSet } from '../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

test('an account that wants the full name of the host is refused', async () => {
  const machine = freshMachine();
  putSet(machine, 'anna', { domains: { alias_domains: ['sim.example'] } });
  const engine = await boot(machine, { journalPath: `${folder.path}/1.db` });
  await converge(engine);
  expect(engine.journal.account('anna')).toMatchObject({
    phase: 'invalid',
    problems: [{ pointer: '/alias_domains/0', message: expect.stringContaining('the host itself') }],
  });
});
