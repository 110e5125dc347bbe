// Whatever the product tells a person to do is carried out by a test, or is listed here with the reason why not. A new
// remedy makes this test fail until one of the two is done.

import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { expect, test } from 'vitest';
import { loadAll } from '../../src/cli/command-line/catalogue.ts';
import { parseArguments } from '../../src/cli/command-line/parse-arguments.ts';
import { COMMANDS } from '../../src/cli/commands/all-commands.ts';
import { NOT_YET, OUTSIDE } from './not-carried-out.ts';
import { remediesIn, wordedRemedies } from './worded-remedies.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The first words of each call of `shown()` in a test. */
function carriedOut(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of globSync('test/**/*.test.ts', { cwd: ROOT })) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    if (!/from '\S*\/shown\.ts'/.test(text)) continue;
    JSON.stringify(parseAst(text, { lang: 'ts' }), (_, node) => {
      if (node?.type === 'CallExpression' && node.callee?.name === 'shown') {
        const words = node.arguments[0]?.value;
        if (typeof words === 'string') found.add(words);
      }
      return node;
    });
  }
  return found;
}

/** It leads to where more is said, and ends nothing by itself. */
const LOOK = /^(?:see\b|look\b|jopanel status\b|compare\b)/;

const carried = carriedOut();
const worded = wordedRemedies().filter(({ text }) => !LOOK.test(text));

test('each is carried out, or listed', () => {
  const listed = new Set([...Object.keys(OUTSIDE), ...NOT_YET]);
  const open = worded.filter(({ text }) => !carried.has(text) && !listed.has(text));
  expect(open.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});

test('none is listed that is carried out, or is said no more', () => {
  const said = new Set(worded.map(({ text }) => text));
  const stale = [...Object.keys(OUTSIDE), ...NOT_YET].filter((text) => carried.has(text) || !said.has(text));
  expect(stale).toEqual([]);
});

test('commands of jopanel in remedies are there, with these options', async () => {
  const all = await loadAll(COMMANDS);
  const wrong = wordedRemedies().flatMap(({ file, text }) =>
    [...text.matchAll(/\bjopanel ((?:[a-z-]+|…|[A-Z]+)(?: (?:--)?[\w.…=-]+)*)/g)].flatMap(([, line = '']) => {
      // What follows may be words of the sentence: the command is what its first words name.
      const words = line.split(' ');
      const command = all.find(({ name }) => name === words[0]);
      // The name may also be that of the product.
      if (command === undefined) return /^(…|that)$/.test(words[0] ?? '') ? [] : [`${file}: jopanel ${line}`];
      const inner = 'commands' in command ? command.commands.find(({ name }) => name === words[1]) : command;
      if (inner === undefined) return [`${file}: jopanel ${line}`];
      const options = words.filter((word) => word.startsWith('--'));
      const unknown = options.filter((option) => /^unknown/.test(String(parseArguments([option], inner))));
      return unknown.map((option) => `${file}: ${option} in jopanel ${line}`);
    }),
  );
  expect(wrong).toEqual([]);
});

test('remedies are found in fields, in calls, in functions and behind semicolons', () => {
  const source = `
    const one = { message: 'is odd', remedy: isOdd ? 'write an even one' : \`write \${x}\` };
    problem('name', 'is down', 'systemctl start it');
    function remedyFor() { return 'choose another'; }
    failed(invocation, 'it is not there\\nsee: jopanel user list');
    throw new Error(\`\${path} is a link; move it away\`);
    const help = { description: 'It waits; use it well' };
  `;
  expect(remediesIn(source)).toEqual([
    'write an even one',
    'write …',
    'systemctl start it',
    'choose another',
    'see: jopanel user list',
    'move it away',
  ]);
});
