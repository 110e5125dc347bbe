// Each remedy for a file that is no JSON, or that programs would read differently, carried out at the place that it
// names, ends the complaint.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseDocument } from '../../src/model/json/parse-document.ts';
import type { SyntaxFault } from '../../src/model/json/syntax-fault.ts';
import { LARGEST_FILE, SIZE_REMEDY } from '../../src/model/set-files.ts';

type Act = (text: string, offset: number) => string;

const insert =
  (added: string): Act =>
  (text, offset) =>
    text.slice(0, offset) + added + text.slice(offset);
const replace =
  (what: RegExp, by: string): Act =>
  (text, offset) =>
    text.slice(0, offset) + text.slice(offset).replace(what, by);
const cut: Act = (text, offset) => text.slice(0, offset);

/** What a person does who reads the complaint and its remedy. */
const CARRIERS: readonly (readonly [message: RegExp, remedy: string, act: Act])[] = [
  [/bytes long$/, SIZE_REMEDY, (text) => text.replace(/x{9,}/, 'x')],
  [/byte order mark$/, 'save it as UTF-8 without a BOM', (text) => text],
  [/is not UTF-8/, 'save it as UTF-8', (text) => text.replace('\uFFFD', 'é')],
  [
    /nests deeper/,
    'nothing in a set needs that; remove the inner part',
    (text) => text.replace(/\[{9,}\]*/, '[]'),
  ],
  [/the file is empty/, 'write the object, or restore the file', () => '{}'],
  [
    /a merge conflict/,
    'resolve it',
    (text) => text.replace(/<<<<<<<.*\n([^=]*)=======\n[^>]*>>>>>>>.*\n/, '$1'),
  ],
  [/a comment/, 'remove it, or say it under a key that begins with x_', replace(/\/\/.*\n/, '')],
  [/a comma is missing/, 'add it', insert(',')],
  [/a colon is missing/, 'add it', insert(':')],
  [
    /a key is missing here/,
    'write a key in double quotes, or remove the comma before it',
    (text, offset) => text.slice(0, offset).replace(/,\s*$/, '') + text.slice(offset),
  ],
  [/a value is missing here/, 'write one, or remove the comma before it', insert('1')],
  [/before its closing \}/, 'the file may be cut short; add what is missing', insert('}')],
  [/before its closing \]/, 'the file may be cut short; add what is missing', insert(']')],
  [/something follows/, 'remove it', cut],
  [/must be escaped/, 'write a line break as \\n, a backslash as \\\\', escapeText],
  [/a string is never closed/, 'add the closing quote, or write the line break in it as \\n', closeText],
  [/a number is malformed/, 'write it in plain digits', replace(/^[^,}]*/, '1')],
  [/is not expected here/, 'words and text stand in double quotes', replace(/\w+/, '"$&"')],
  [/a meaning of its own/, 'remove it', (text) => text.replace(/"__proto__": 1,/, '')],
  [/a key with half/, 'remove it', (text) => text.replace(/"\\ud800": 1,/, '')],
  [/is there twice/, 'keep one of the two', (text) => text.replace(/"a": 1,/, '')],
  [/half a character \(/, 'write the whole character', (text) => text.replace('\\ud83d', '\\ud83d\\ude00')],
  [/a number beyond/, 'write a smaller number', (text) => text.replace(/\d{9,}/, '9')],
];

/** Line breaks and backslashes within the string that the place is in. */
function escapeText(text: string): string {
  return text.replace(/"[^"]*"/g, (quoted) =>
    quoted.replace(/\\(?!["\\n])/g, '\\\\').replaceAll('\n', '\\n'),
  );
}

/** Where the next line goes on with the text, its line break is meant; else the quote is missing. */
function closeText(text: string): string {
  return /\n[^"]*"/.test(text) ? escapeText(text) : text.replace(/\}$/, '"}');
}

const CASES: readonly (readonly [name: string, file: string | Uint8Array])[] = [
  ['too large', `{"a": "${'x'.repeat(LARGEST_FILE)}"}`],
  ['a byte order mark', '\uFEFF{"a": 1}'],
  ['Latin-1', Uint8Array.from([...new TextEncoder().encode('{"a": "caf'), 0xe9, 0x22, 0x7d])],
  ['too deep', `{"a": ${'['.repeat(3000)}${']'.repeat(3000)}}`],
  ['empty', ' \n'],
  ['a merge conflict', '{\n<<<<<<< ours\n"a": 1\n=======\n"a": 2\n>>>>>>> theirs\n}'],
  ['a comment', '{"a": 1 // one\n}'],
  ['no comma', '{"a": 1 "b": 2}'],
  ['no colon', '{"a" 1}'],
  ['a comma at the end', '{"a": 1,}'],
  ['no value', '{"a": }'],
  ['a comma at the end of a list', '{"a": [1,]}'],
  ['cut short', '{"a": {"b": 1'],
  ['cut short in a list', '{"a": [1'],
  ['two objects', '{"a": 1}{"b": 2}'],
  ['a line break in a string', '{"a": "one\ntwo"}'],
  ['a backslash', '{"a": "C:\\dir"}'],
  ['half an escape', '{"a": "\\u12"}'],
  ['no closing quote', '{"a": "one}'],
  ['two dots in a number', '{"a": 1.}'],
  ['a word', '{"a": yes}'],
  ['a key without quotes', '{a: 1}'],
  ['__proto__', '{"__proto__": 1,"a": 1}'],
  ['half a character in a key', '{"\\ud800": 1,"a": 1}'],
  ['a key twice', '{"a": 1,"a": 2}'],
  ['half a character', '{"a": "\\ud83d"}'],
  ['a large number', '{"a": 99999999999999999999}'],
];

const reached = new Set<string>();

test.each(CASES)('%s: what the remedies say, one after the other, ends in a file that is read', (_, file) => {
  let bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  for (let step = 0; step < 8; step++) {
    const parsed = parseDocument(bytes);
    if (parsed.ok) return;
    const [fault] = parsed.faults;
    if (fault === undefined) throw new Error('no fault');
    reached.add(fault.remedy);
    const text = parsed.text === '' ? new TextDecoder().decode(bytes) : parsed.text;
    bytes = new TextEncoder().encode(carrierOf(fault)(text, fault.offset));
  }
  throw new Error(`still: ${new TextDecoder().decode(bytes)}`);
});

function carrierOf({ message, remedy }: SyntaxFault): Act {
  const found = CARRIERS.find(([said, what]) => said.test(message) && what === remedy);
  if (found === undefined) throw new Error(`this remedy is carried out nowhere: ${message}: ${remedy}`);
  return found[2];
}

test('each remedy that the parser has is carried out above', () => {
  const sources = ['decode-utf8', 'parse-document', 'tree-faults'].map((name) =>
    readFileSync(new URL(`../../src/model/json/${name}.ts`, import.meta.url), 'utf8'),
  );
  const worded = sources
    .flatMap((source) => [...source.matchAll(/remedy: '(.*)'|at\('.*?', '(.*)'\)/g)])
    .map(([, one = '', other]) => (other ?? one).replaceAll('\\\\', '\\'));
  expect(worded.length).toBeGreaterThan(15);
  // The last one is for what the parser that finds places and JSON.parse would see differently; no such text is known.
  expect(worded.filter((remedy) => !reached.has(remedy))).toEqual(['check it with `jq . FILE`']);
});
