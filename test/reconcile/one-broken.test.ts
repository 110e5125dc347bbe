// One account's mistake is that account's alone, however many others there are.

import { afterAll, expect, test } from 'vitest';
import { boot, converge, journalFolder } from '../sim/engine.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import { putSet } from '../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

test('of a thousand accounts the one with a slip is refused alone, and the other 999 converge', async () => {
  const machine = freshMachine();
  const names = Array.from({ length: 1000 }, (_, index) => `many${index}`);
  for (const [index, name] of names.entries()) {
    const ids = { uid: 20_000 + index, gid: 20_000 + index };
    putSet(machine, name, { account: ids, limits: index === 500 ? { cpu_limit: 7 } : {} });
  }
  const engine = await boot(machine, { journalPath: `${folder.path}/1.db` });
  await converge(engine);
  const phases = names.map((name) => [name, engine.journal.account(name)?.phase]);
  expect(phases.filter(([, phase]) => phase !== 'applied')).toEqual([['many500', 'invalid']]);
  expect(engine.journal.account('many500')?.problems).toMatchObject([
    { file: 'limits.json', pointer: '/cpu_limit' },
  ]);
}, 60_000);
