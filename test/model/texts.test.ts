// Broken and treacherous JSON texts from fixtures/hostile/texts, each reported with its place.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSet } from '../../src/model/check-set.ts';
import { parseDocument } from '../../src/model/json/parse-document.ts';
import { LARGEST_FILE } from '../../src/model/set-files.ts';
import { bytesOf, FACTS, referenceTexts } from './hostile-set.ts';

const FOLDER = new URL('../../fixtures/hostile/texts/', import.meta.url);

/** File, line, column, pointer, and a part of what is said. */
const PROBLEMS: readonly (readonly [string, number, number, string, string])[] = [
  ['bad-escape.json', 1, 14, '', 'must be escaped'],
  ['bad-unicode-escape.json', 1, 14, '', 'must be escaped'],
  ['bare-key.json', 1, 3, '', 'is not JSON'],
  ['bare-word.json', 1, 13, '', 'is not JSON'],
  [
    'big-integer.json',
    2,
    10,
    '/uid',
    'beyond 2^53, which programs would read differently: "9007199254740993"',
  ],
  ['big-negative.json', 1, 11, '/x_n/0', 'beyond 2^53'],
  ['blank.json', 3, 1, '', 'the file is empty'],
  ['block-comment.json', 1, 3, '', 'has a comment'],
  ['bom.json', 1, 1, '', 'byte order mark'],
  ['comment.json', 2, 3, '', 'has a comment'],
  ['cut-character.json', 1, 14, '', 'is not UTF-8: byte 0xe2'],
  ['cut-short.json', 3, 12, '', 'ends before its closing }'],
  ['cut-string.json', 1, 14, '', 'never closed'],
  ['duplicate-deep.json', 2, 34, '/x_a/1/b', 'is there twice: "b"'],
  ['duplicate-escaped.json', 3, 3, '/uid', 'is there twice: "uid"'],
  ['duplicate-key.json', 4, 3, '/uid', 'is there twice: "uid"'],
  ['empty.json', 1, 1, '', 'the file is empty'],
  ['far-too-deep.json', 1, 33, '', 'deeper than 32'],
  ['half-number.json', 1, 10, '', 'number is malformed'],
  ['hexadecimal.json', 1, 11, '', 'is not JSON'],
  ['infinite.json', 1, 10, '/x_n', 'beyond 2^53'],
  ['leading-zero.json', 1, 11, '', 'is not JSON'],
  ['line-break-in-string.json', 1, 14, '', 'never closed'],
  ['lone-surrogate-key.json', 1, 3, '/x_\udc00', 'half a character'],
  ['lone-surrogate.json', 1, 13, '/x_text', 'half a character'],
  ['merge-conflict.json', 2, 1, '', 'merge conflict'],
  ['missing-colon.json', 2, 9, '', 'a colon is missing'],
  ['missing-comma.json', 3, 3, '', 'a comma is missing'],
  ['missing-value.json', 2, 10, '', 'a value is missing'],
  ['nan.json', 1, 10, '', 'is not JSON'],
  ['no-break-space.json', 1, 2, '', 'is not JSON'],
  ['latin1.json', 3, 16, '', 'is not UTF-8: byte 0xfc'],
  ['list.json', 1, 1, '', 'is a list, not an object'],
  ['null.json', 1, 1, '', 'is null, not an object'],
  ['nul-bytes.json', 2, 1, '', 'is not JSON'],
  ['only-nul.json', 1, 1, '', 'is not JSON'],
  ['overlong.json', 2, 15, '', 'is not UTF-8: byte 0xc0'],
  ['plus-sign.json', 1, 10, '', 'is not JSON'],
  ['proto-escaped.json', 1, 12, '/x_a/__proto__', 'a meaning of its own'],
  ['proto.json', 2, 3, '/__proto__', 'a meaning of its own'],
  ['single-quotes.json', 1, 3, '', 'is not JSON'],
  ['surrogate-bytes.json', 1, 14, '', 'is not UTF-8: byte 0xed'],
  ['tab-in-string.json', 1, 14, '', 'must be escaped'],
  ['text.json', 1, 1, '', 'is text, not an object'],
  ['too-deep.json', 1, 44, '', 'deeper than 32'],
  ['trailing-comma-list.json', 1, 16, '', 'value is missing'],
  ['trailing-comma.json', 3, 1, '', 'key is missing'],
  ['two-values.json', 2, 1, '', 'something follows'],
  ['utf16.json', 1, 2, '', 'is not JSON'],
];

test('every hostile text has its line in the table', () => {
  expect(PROBLEMS.map(([name]) => name).sort()).toEqual(readdirSync(FOLDER).sort());
});

describe('as account.json', () => {
  test.each(PROBLEMS)('%s', (name, line, column, pointer, says) => {
    const files = bytesOf(referenceTexts());
    files.set('account.json', readFileSync(new URL(name, FOLDER)));
    const checked = checkSet('joko', files, FACTS);
    expect(checked.ok).toBe(false);
    if (checked.ok) return;
    const own = checked.problems.filter(({ file }) => file === 'account.json');
    expect(own).toMatchObject([{ line, column, pointer }]);
    expect(own[0]?.message).toContain(says);
    expect(own[0]?.remedy).not.toBe('');
    // The other files are checked all the same.
    expect(checked.problems.filter(({ file }) => file !== 'account.json')).toEqual([]);
  });
});

function sizes(size: number): boolean {
  const text = `{"x":"${'a'.repeat(size - 8)}"}`;
  expect(text.length).toBe(size);
  return parseDocument(new TextEncoder().encode(text)).ok;
}

test('a file of 1 MiB is read, and one byte more is not', () => {
  expect(sizes(LARGEST_FILE)).toBe(true);
  expect(sizes(LARGEST_FILE + 1)).toBe(false);
});

test('32 levels are allowed, brackets in text and escaped quotes do not count', () => {
  const parses = (text: string) => parseDocument(new TextEncoder().encode(text)).ok;
  expect(parses(`${'['.repeat(32)}${']'.repeat(32)}`)).toBe(true);
  expect(parses(`${'['.repeat(33)}${']'.repeat(33)}`)).toBe(false);
  expect(parses(JSON.stringify(['['.repeat(50), `"${'['.repeat(40)}`, `\\"${'['.repeat(40)}`]))).toBe(true);
  // An escaped backslash does not escape the quote after it.
  expect(parses(`["\\\\", ${'['.repeat(32)}${']'.repeat(32)}]`)).toBe(false);
  expect(parses(`[${'[],'.repeat(100)}[]]`)).toBe(true);
});

test('whatever JSON.stringify prints is read back the same', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), fc.nat(4), (json, indent) => {
      const value: unknown = JSON.parse(json);
      const text = JSON.stringify(value, null, indent);
      const parsed = parseDocument(new TextEncoder().encode(text));
      const treacherous =
        /__proto__/.test(text) || hasBigNumber(value) || !text.isWellFormed() || /\\ud[89a-f]/.test(text);
      if (!treacherous) expect(parsed).toMatchObject({ ok: true, document: { value, text } });
    }),
  );
});

function hasBigNumber(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasBigNumber);
}

test('a text that JSON.parse refuses is never accepted, whatever is cut out of or put into a good one', () => {
  const good = referenceTexts().get('domains.json') ?? '';
  fc.assert(
    fc.property(
      fc.nat(good.length),
      fc.nat(3),
      fc.constantFrom(
        '',
        ',',
        '"',
        '}',
        '{',
        '[',
        ']',
        ':',
        '\\',
        '\n',
        '//',
        '\u0000',
        '\ufeff',
        '\u00a0',
        '01',
        'é',
        "'",
      ),
      (at, cut, put) => {
        const text = good.slice(0, at) + put + good.slice(at + cut);
        const parsed = parseDocument(new TextEncoder().encode(text));
        if (!parsed.ok) return;
        expect(parsed.document.value).toEqual(JSON.parse(text));
      },
    ),
    { numRuns: 2000 },
  );
});

test('a key that is added a second time is always found', () => {
  const good = referenceTexts().get('services.json') ?? '';
  const keys = [...good.matchAll(/"(\w+)":/g)].map((match) => ({ key: match[1] ?? '', at: match.index }));
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.jsonValue(), ({ key, at }, value) => {
      const text = `${good.slice(0, at)}"${key}": ${JSON.stringify(value)}, ${good.slice(at)}`;
      expect(parseDocument(new TextEncoder().encode(text)).ok).toBe(false);
    }),
  );
});
