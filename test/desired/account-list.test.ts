import { expect, test } from 'vitest';
import { type ListProblem, parseAccountList } from '../../src/desired/account-list.ts';

const HEADER = 'username,primary_domain,contact_email,package\n';

test('CSV is read by its header, with quotes, other ends of lines, a byte order mark and empty values', () => {
  const csv = [
    '\uFEFFprimary_domain,username,package,contact_email',
    'anna.example, anna ,"starter",anna@example.com',
    '',
    'bob.example,bob,,',
    'carl.example,carl',
    '',
  ].join('\r\n');
  expect(parseAccountList(csv)).toEqual({
    ok: true,
    accounts: [
      {
        line: 2,
        username: 'anna',
        primary_domain: 'anna.example',
        package: 'starter',
        contact_email: 'anna@example.com',
      },
      { line: 4, username: 'bob', primary_domain: 'bob.example' },
      { line: 5, username: 'carl', primary_domain: 'carl.example' },
    ],
  });
});

test('a JSON object in each line is read', () => {
  const lines = [
    '{"username": "anna", "primary_domain": "anna.example"}',
    '',
    '{"username": "bob", "primary_domain": "bob.example", "package": "starter"}\n',
  ];
  expect(parseAccountList(lines.join('\n'))).toEqual({
    ok: true,
    accounts: [
      { line: 1, username: 'anna', primary_domain: 'anna.example' },
      { line: 3, username: 'bob', primary_domain: 'bob.example', package: 'starter' },
    ],
  });
});

const REFUSED: readonly (readonly [
  name: string,
  list: string,
  line: number,
  column: string,
  message: string,
])[] = [
  ['nothing', '', 1, '', 'names no account'],
  ['a header alone', HEADER, 1, '', 'names no account'],
  ['no header', 'anna,anna.example,a@example.com,starter\n', 1, '', 'header'],
  ['a column that is missing', 'username,package\nanna,starter\n', 1, '', 'header'],
  ['a column twice', 'username,username,primary_domain\n', 1, '', 'header'],
  ['a quote that does not end', `${HEADER}"anna,anna.example\n`, 2, '', 'not CSV'],
  ['too many values', `${HEADER}anna,anna.example,,,x\n`, 2, '', '5 values'],
  ['a bad username', `${HEADER}Anna,anna.example\n`, 2, 'username', 'not a username'],
  ['a reserved username', `${HEADER}root,anna.example\n`, 2, 'username', 'root'],
  ['a bad domain', `${HEADER}anna,-x\n`, 2, 'primary_domain', ''],
  ['a bad address', `${HEADER}anna,anna.example,nobody\n`, 2, 'contact_email', ''],
  ['a package that is a path', `${HEADER}anna,anna.example,,../x\n`, 2, 'package', ''],
  ['a value that is missing', `${HEADER}anna,\n`, 2, 'primary_domain', ''],
  ['a username twice', `${HEADER}anna,a.example\nanna,b.example\n`, 3, 'username', 'as in line 2'],
  ['a domain twice', `${HEADER}anna,a.example\nbob,a.example\n`, 3, 'primary_domain', 'as in line 2'],
  ['half a JSON object', '{"username": "anna"', 1, '', ''],
  [
    'an unknown key',
    '{"username": "anna", "primary_domain": "a.example", "uid": 0}',
    1,
    'uid',
    'not a known',
  ],
];

test.each(REFUSED)('%s is refused with its line', (_, text, line, column, message) => {
  expect(parseAccountList(text)).toMatchObject({
    ok: false,
    problems: expect.arrayContaining([
      expect.objectContaining({ line, column, message: expect.stringContaining(message) }),
    ]),
  });
});

test('problems are listed from the first line to the last', () => {
  const list = parseAccountList(`${HEADER}anna,a.example\nX,b.example\nbob,-\nanna,c.example\n`);
  expect(list.ok ? [] : list.problems.map(({ line }) => line)).toEqual([3, 4, 5]);
});

/** What a person does to the list who reads a remedy: to the line that the problem names. */
const CARRIERS: readonly (readonly [remedy: RegExp, act: (lines: string[], problem: ListProblem) => void])[] =
  [
    [
      /^write (\S+) in the first line/,
      (lines) => lines.splice(0, lines.length, HEADER.trim(), 'dora,dora.example'),
    ],
    [/^write (username\S+)$/, (lines) => lines.splice(0, lines.length, HEADER.trim(), 'dora,dora.example')],
    [/double each quote inside$/, onLine((text) => text.replace(/^"(\w+)/, '"$1"'))],
    [/^remove the surplus values$/, onLine((text) => text.split(',').slice(0, 4).join(','))],
    [/^keep one of the two lines$/, onLine(() => '')],
    [/^the file may be cut short; add what is missing$/, onLine((text) => `${text}}`)],
    [/^use 3 to 16 lower-case letters/, onLine((text) => text.toLowerCase())],
    [/^choose another username$/, onLine((text) => text.replace(/^\w+/, 'dora'))],
    [/^every part is 1 to 63 letters/, onLine((text) => text.replace(/,-?\w*$/, ',dora.example'))],
    [/such as .+@.+/, onLine((text) => text.replace('nobody', 'dora@example.com'))],
    [/^use up to 64 letters, digits, spaces/, onLine((text) => text.replace('../x', 'starter'))],
    [
      /^add the (key|value)/,
      onLine((text) =>
        text.startsWith('{')
          ? text.replace('}', ', "primary_domain": "dora.example"}')
          : `${text}dora.example`,
      ),
    ],
    [/^known here are/, onLine((text) => text.replace(', "uid": 0', ''))],
  ];

function onLine(change: (text: string) => string) {
  return (lines: string[], { line }: ListProblem) => {
    lines[line - 1] = change(lines[line - 1] ?? '');
  };
}

test.each(REFUSED)(
  '%s: what the remedies say, one after the other, ends in a list that is taken',
  (_, text) => {
    const lines = text.split('\n');
    for (let step = 0; step < 6; step++) {
      const list = parseAccountList(lines.join('\n'));
      if (list.ok) return;
      const [problem] = list.problems;
      const act = CARRIERS.find(([remedy]) => remedy.test(problem?.remedy ?? ''));
      if (problem === undefined || act === undefined)
        throw new Error(`not carried out: ${problem?.message}: ${problem?.remedy}`);
      act[1](lines, problem);
    }
    throw new Error(`still: ${lines.join('\n')}`);
  },
);
