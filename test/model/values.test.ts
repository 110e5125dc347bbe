// Every value type against its table of good and hostile values in fixtures/hostile/values.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FORMATS } from '../../src/model/json-schema/formats.ts';
import { splitCommandLine } from '../../src/model/values/command-line.ts';

const FOLDER = new URL('../../fixtures/hostile/values/', import.meta.url);

const Good = z.union([
  z.string(),
  z.strictObject({ value: z.string(), is: z.string().optional(), words: z.array(z.string()).optional() }),
]);
const Table = z.strictObject({
  good: z.array(Good).min(1),
  bad: z.array(z.strictObject({ value: z.string(), says: z.string() })).min(1),
});

const tables = readdirSync(FOLDER).map((name) => name.replace(/\.json$/, ''));

test('there is a table for every format and a format for every table', () => {
  expect(tables.map((name) => `jopanel-${name}`).sort()).toEqual(Object.keys(FORMATS).sort());
});

describe.each(tables)('%s', (name) => {
  const table = Table.parse(JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')));
  const judge = FORMATS[`jopanel-${name}`];
  if (judge === undefined) throw new Error(`no format ${name}`);

  test.each(table.good.map((good) => (typeof good === 'string' ? { value: good } : good)))(
    'accepts $value',
    ({ value, is, words }) => {
      const judgement = judge(value);
      expect(judgement).toEqual({ ok: true, value: is ?? value });
      if (words !== undefined) expect(splitCommandLine(value)).toEqual({ ok: true, value: words });
    },
  );

  test.each(table.good.map((good) => (typeof good === 'string' ? good : good.value)))(
    'leaves its own normal form alone: %s',
    (value) => {
      const first = judge(value);
      expect(first.ok && judge(first.value)).toEqual(first);
    },
  );

  test.each(table.bad)('refuses $value', ({ value, says }) => {
    const judgement = judge(value);
    expect(judgement).toMatchObject({ ok: false });
    if (judgement.ok) return;
    expect(`${judgement.message} ${judgement.remedy}`).toContain(says);
    expect(judgement.remedy).not.toBe('');
    // What a person reads must not be able to steer the terminal it is read on.
    expect(`${judgement.message}${judgement.remedy}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});

test('no message about a password hash, a variable or a private key repeats the value', () => {
  const secrets = [
    ['jopanel-password-hash', 'hunter2hunter2'],
    ['jopanel-password-hash', '$1$hunter2hunter2'],
    ['jopanel-env-value', 'hunter2hunter2\n'],
    ['jopanel-public-key', '-----BEGIN OPENSSH PRIVATE KEY-----hunter2hunter2'],
  ] as const;
  for (const [format, value] of secrets) {
    expect(JSON.stringify(FORMATS[format]?.(value))).not.toContain('hunter2');
  }
});
