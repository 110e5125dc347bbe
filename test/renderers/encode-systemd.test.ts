import { describe, expect, test } from 'vitest';
import {
  systemdCommand,
  systemdName,
  systemdNumber,
  systemdPath,
  systemdUnitPath,
  systemdVariable,
  systemdWord,
} from '../../renderers/encode-systemd.ts';
import { UnrepresentableError } from '../../renderers/unrepresentable-error.ts';

// What systemd itself makes of the words is tried in the sandbox.

test.each([
  ['plain', '"plain"'],
  ['', '""'],
  [';', '";"'],
  ['%h 100%', '"%%h 100%%"'],
  ['say "a\\b"', '"say \\"a\\\\b\\""'],
  ['$HOME é', '"$HOME é"'],
])('the word %j is written as %s', (value, written) => {
  expect(systemdWord(value)).toBe(written);
});

test.each(['a\nb', 'a\rb', 'a\0b', 'a\tb', 'a\x7fb', 'a\u0085b', 'a\ud800b'])(
  'there is no word %j',
  (value) => {
    expect(() => systemdWord(value)).toThrow(UnrepresentableError);
  },
);

describe('a program', () => {
  test.each(['node', 'node-22', '/usr/bin/node', '/home/joko/app/bin/www'])(
    'may be %s, and nothing of the line is expanded',
    (program) => {
      expect(systemdCommand(program, ['a'])).toBe(`:${program} "a"`);
    },
  );

  // `+` and `!` would give it the privileges of root, `@` another name, `-` let it fail, `|` a shell.
  test.each([
    '+node',
    '!node',
    '!!node',
    '@node',
    '-node',
    ':node',
    '|node',
    '',
    '.',
    '..',
    './x',
    'a b',
    'a;',
    '/usr/../x',
  ])('may not be %j', (program) => {
    expect(() => systemdCommand(program, [])).toThrow(UnrepresentableError);
  });
});

test.each([
  'relative',
  '/',
  '/a//b',
  '/a/',
  '/a/../b',
  '/a/./b',
  '/a b',
  '/a%h',
  '/a"',
  '/a\\',
  '/a:b',
  '-/a',
  '~',
  '/a\n',
])('there is no path %j', (value) => {
  expect(() => systemdPath(value)).toThrow(UnrepresentableError);
});

test.each([
  ['/run/jopanelftp/home', 'run-jopanelftp-home'],
  ['/srv/web-homes/a@b.c', String.raw`srv-web\x2dhomes-a\x40b.c`],
  ['/.x', String.raw`\x2ex`],
])('the path %j is called %j among units, as systemd-escape --path has it', (path, name) => {
  expect(systemdUnitPath(path)).toBe(name);
});

test.each(['', 'A', '1a', 'a b', 'a/b', 'a.b', 'a@b', 'a\n', '-a'])('there is no name %j', (value) => {
  expect(() => systemdName(value)).toThrow(UnrepresentableError);
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('there is no number %d', (value) => {
  expect(() => systemdNumber(value)).toThrow(UnrepresentableError);
});

describe('a variable', () => {
  test('keeps what quotes, dollars, backquotes and backslashes it has', () => {
    expect(systemdVariable('A', 'a "b" $c `d` \\e %h')).toBe('A="a \\"b\\" \\$c \\`d\\` \\\\e %h"\n');
  });

  test.each(['', 'A B', '1A', 'A=', 'A\n', 'Ä', 'A-B'])('is not named %j', (name) => {
    expect(() => systemdVariable(name, 'x')).toThrow(UnrepresentableError);
  });

  test('a value that cannot be encoded is not shown, because it may be a secret', () => {
    expect(() => systemdVariable('TOKEN', 'hunter2\nB="x')).toThrow(/^(?!.*hunter2)/s);
  });
});
