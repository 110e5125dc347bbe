// Files as large as they may be, and full of problems: each is checked in bounded time.

import { expect, test } from 'vitest';
import { checkTexts, referenceTexts, textsOf } from './hostile-set.ts';

test.each<[string, string]>([
  [
    'unknown keys',
    JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`k${index}`, 1]))),
  ],
  ['keys twice', `{${'"a":1,'.repeat(150_000)}"a":1}`],
  ['big numbers', `[${'9007199254740993,'.repeat(60_000)}1]`],
  [
    'wrong names',
    JSON.stringify({ alias_domains: Array.from({ length: 9_000 }, (_, index) => `not a name ${index}`) }),
  ],
])('a full megabyte of %s is reported in bounded time and length', (_, text) => {
  expect(text.length).toBeLessThan(1024 * 1024);
  const texts = referenceTexts().set('domains.json', text);
  const checked = checkTexts(texts);
  if (checked.ok) throw new Error('accepted');
  expect(checked.problems).toHaveLength(201);
  expect(checked.problems.at(-1)?.message).toContain('more problems than are listed here');
});

// What takes quadratic time needs most of a minute for these, and the test's own time limit ends it.
test.each([
  ['is cut short or damaged', `from="${','.repeat(8000)}" ssh-rsa AAAA`],
  ['an option that is not allowed', `${','.repeat(8000)} ssh-rsa AAAA`],
])('a full megabyte of keys, each of which %s, is checked in bounded time', (says, key) => {
  const keys = Array.from({ length: 126 }, () => key);
  const checked = checkTexts(textsOf({ set: { 'ssh.json#/authorized_keys': keys } }));
  expect(checked.ok ? [] : checked.problems.map(({ message }) => message)).toEqual(
    keys.map(() => expect.stringContaining(says)),
  );
});
