// The account that had a name first keeps it: while the daemon runs, after a start, and while its own set is broken.

import { afterAll, expect, test } from 'vitest';
import { boot, converge, type Engine, journalFolder } from '../sim/engine.ts';
import { freshMachine } from '../sim/fresh-machine.ts';
import { putSet } from '../sim/sets.ts';

const folder = journalFolder();
afterAll(() => folder.remove());

function resultOf({ journal }: Engine, username: string): string {
  const account = journal.account(username);
  return [account?.phase, ...(account?.problems ?? []).map(({ message }) => message)].join(': ');
}

test('a start gives the result of the running daemon, though the later account says that it is older', async () => {
  const wanted = { alias_domains: ['shop.example'] };
  const machine = freshMachine();
  putSet(machine, 'zoe', { domains: wanted });
  const first = await boot(machine, { journalPath: `${folder.path}/1.db` });
  await converge(first);

  putSet(machine, 'anna', { account: { created_at: '2001-01-01T00:00:00Z' }, domains: wanted });
  await converge(first);
  const refusal = resultOf(first, 'anna');
  expect(refusal).toBe('invalid: is "shop.example", which belongs to the account zoe');
  expect(resultOf(first, 'zoe')).toBe('applied');

  const second = await first.restart();
  await converge(second);
  expect([resultOf(second, 'anna'), resultOf(second, 'zoe')]).toEqual([refusal, 'applied']);

  putSet(machine, 'zoe', { domains: wanted, limits: { max_databases: -1 } });
  const third = await second.restart();
  await converge(third);
  expect(resultOf(third, 'anna')).toBe(refusal);
  expect(resultOf(third, 'zoe')).toMatch(/^invalid: /);
});
