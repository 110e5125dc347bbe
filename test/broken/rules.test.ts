// The breaches are made in texts that change; one whose text is gone would break nothing, and would be found only by a run.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { attackBreaches } from './attacks.ts';
import { breaches } from './rules.ts';

test.each([...breaches, ...attackBreaches])(
  'the code can still be broken so that it $what',
  ({ file, from }) => {
    const code = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
    expect(code.split(from)).toHaveLength(2);
  },
);

test('every rule is broken in some way', () => {
  expect(new Set(breaches.map(({ rule }) => rule))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
});

test('every attack succeeds with the code broken in some way', () => {
  const files = readdirSync(new URL('../attacks', import.meta.url));
  const attacks = files
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => name.replace('.test.ts', ''));
  expect(new Set(attackBreaches.map(({ attack }) => attack))).toEqual(new Set(attacks));
});
