// A new set is checked before anyone sees it.
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createSet } from '../../src/desired/create-set.ts';
import { scratchUsers } from '../host/users-folder/scratch-users.ts';
import { FACTS, referenceTexts } from '../model/hostile-set.ts';

const files = new Map<string, object>([...referenceTexts()].map(([file, text]) => [file, JSON.parse(text)]));

test('a valid set is created as a whole, once', async () => {
  using scratch = scratchUsers();
  const made = await createSet(scratch.users, 'joko', files, { facts: FACTS });
  expect(made).toMatchObject({ ok: true, account: { username: 'joko' } });
  expect(readdirSync(`${scratch.path}/joko`)).toHaveLength(6);
  const again = await createSet(scratch.users, 'joko', files, { facts: FACTS });
  expect(again).toMatchObject({ ok: false, reason: 'exists' });
});

test('an invalid set is never created', async () => {
  using scratch = scratchUsers();
  const bad = new Map(files).set('limits.json', { schema_version: 1 });
  const refused = await createSet(scratch.users, 'joko', bad, { facts: FACTS });
  expect(refused).toMatchObject({ ok: false, reason: 'invalid' });
  const clash = {
    file: 'account.json',
    pointer: '/uid',
    line: null,
    column: null,
    message: 'is taken',
    remedy: '',
  };
  const clashing = await createSet(scratch.users, 'joko', files, {
    facts: FACTS,
    findClashes: () => [clash],
  });
  expect(clashing).toEqual({ ok: false, reason: 'invalid', problems: [clash] });
  expect(readdirSync(scratch.path)).toEqual([]);
});
