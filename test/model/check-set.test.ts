// What a set as a whole has to bring: its files, its name, and problems in an order a person can follow.

import { expect, test } from 'vitest';
import { checkSet } from '../../src/model/check-set.ts';
import { formatProblem } from '../../src/model/problem.ts';
import { SET_FILES } from '../../src/model/set-files.ts';
import { checkTexts, FACTS, referenceTexts, textsOf } from './hostile-set.ts';

test.each(SET_FILES.filter((file) => file !== 'meta.json'))('without %s the set is refused', (file) => {
  const texts = referenceTexts();
  texts.delete(file);
  expect(checkTexts(texts)).toEqual({
    ok: false,
    problems: [
      { file, pointer: '', line: null, column: null, message: 'is missing', remedy: 'add the file' },
    ],
  });
});

test('without meta.json it is accepted', () => {
  const texts = referenceTexts();
  texts.delete('meta.json');
  expect(checkTexts(texts)).toMatchObject({ ok: true, meta: undefined });
});

test('an empty folder is a problem for every file that is missing', () => {
  const checked = checkSet('joko', new Map(), FACTS);
  expect(checked.ok ? [] : checked.problems.map(({ file }) => file)).toEqual(
    SET_FILES.filter((file) => file !== 'meta.json'),
  );
});

test.each(['root', 'Joko', 'jo', '../joko', 'joko.bak'])('a folder named %s is no account', (name) => {
  const checked = checkTexts(referenceTexts(), name);
  expect(checked.ok ? [] : checked.problems.filter(({ file }) => file === '.')).toMatchObject([
    { message: expect.stringContaining("the folder's name is") },
  ]);
});

test('values come out normalised, without keys of one’s own, and otherwise as the file names them', () => {
  const checked = checkTexts(
    textsOf({
      set: {
        'account.json#/primary_domain': 'Example.COM',
        'account.json#/x_note': { any: 1 },
        'domains.json#/primary': 'EXAMPLE.com',
        'domains.json#/alias_domains': ['*.Bücher.DE'],
        'domains.json#/addon_domains/0/x_why': 'because',
        'services.json#/nodejs/apps': [
          {
            name: 'blog',
            root: '/home/joko/blog',
            start_command: 'node a.js',
            port: 3000,
            env: { A: 'b', x_ignored: 7 },
            status: 'active',
          },
        ],
      },
    }),
  );
  if (!checked.ok) throw new Error(checked.problems.map(formatProblem).join('\n'));
  const { account } = checked;
  expect(account.username).toBe('joko');
  expect(account.account.primary_domain).toBe('example.com');
  expect(account.account).not.toHaveProperty('x_note');
  expect(account.account).not.toHaveProperty('password_hash');
  expect(account.domains).toEqual({
    schema_version: 1,
    primary: 'example.com',
    addon_domains: [{ domain: 'addon.com', docroot: '/home/joko/domains/addon.com/public_html' }],
    subdomains: [
      { subdomain: 'app', parent: 'example.com', docroot: '/home/joko/domains/example.com/subdomains/app' },
    ],
    alias_domains: ['*.xn--bcher-kva.de'],
  });
  expect(account.services.nodejs.apps).toMatchObject([{ env: { A: 'b' }, status: 'running' }]);
  expect(account.services.nodejs.apps[0]?.env).not.toHaveProperty('x_ignored');
});

test('a problem is one line: file, place, what is wrong, what to do', () => {
  const checked = checkTexts(textsOf({ set: { 'account.json#/uid': 9999 } }));
  expect(checked.ok ? [] : checked.problems.map(formatProblem)).toEqual([
    'account.json:4:10 /uid: is 9999, outside the range of this host — use a free number from 10000 to 59999; for a user who is there already, change uid_min or uid_max in the settings',
  ]);
  expect(
    formatProblem({ file: '.', pointer: '', line: null, column: null, message: 'is gone', remedy: '' }),
  ).toBe('.: is gone');
});

test('an unknown key is pointed at by its name, a wrong value by itself, a missing key by its object', () => {
  const texts = referenceTexts();
  texts.set('ssh.json', '{\n  "enabld": true,\n  "mode": "x" }\n');
  const checked = checkTexts(texts);
  const places = checked.ok
    ? []
    : checked.problems.map(({ pointer, line, column }) => [pointer, line, column]);
  expect(places).toContainEqual(['/enabld', 2, 3]);
  expect(places).toContainEqual(['/mode', 3, 11]);
  expect(places).toContainEqual(['/enabled', 1, 1]);
});

test('a key with a slash or a tilde has its pointer escaped', () => {
  const texts = referenceTexts();
  texts.set('meta.json', '{ "schema_version": 1, "a/b~c": 1 }');
  const checked = checkTexts(texts);
  expect(checked.ok ? [] : checked.problems.map(({ pointer }) => pointer)).toEqual(['/a~1b~0c']);
});

test('a broken file and slips in others are reported together, file by file and from top to bottom', () => {
  const texts = textsOf({
    set: { 'ssh.json#/mode': 'x', 'account.json#/uid': 0, 'account.json#/shell': '/bin/fish' },
  });
  texts.set('limits.json', '{');
  texts.delete('domains.json');
  const checked = checkTexts(texts);
  expect(checked.ok ? [] : checked.problems.map(({ file, pointer }) => `${file}${pointer}`)).toEqual([
    'account.json/uid',
    'account.json/shell',
    'limits.json',
    'domains.json',
    'ssh.json/mode',
  ]);
});

test('a list that is longer than any may be is refused as such, and no rule looks at its entries', () => {
  const endless = Array.from({ length: 10_001 }, () => 'www.example.com');
  const checked = checkTexts(textsOf({ set: { 'domains.json#/alias_domains': endless } }));
  expect(checked.ok ? [] : checked.problems.map(({ message }) => message)).toEqual(['has 10001 entries']);
});
