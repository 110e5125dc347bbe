// Every example of the help, and so of the manual, and every command line in the documents is one that the command line
// takes as it stands.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { editsOf, parseAssignment } from '../../../src/cli/change/assignments.ts';
import type { AnyCommand, Command } from '../../../src/cli/command-line/command.ts';
import { parseArguments } from '../../../src/cli/command-line/parse-arguments.ts';
import { COMMANDS } from '../../../src/cli/commands/all-commands.ts';
import { checked, referenceTexts, withEdits } from '../change/domains-of-a-set.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;

/** The words of the part of a line that runs jopanel: up to a pipe, a redirection or a semicolon. */
function wordsOf(line: string): string[] | undefined {
  const [, rest] = /(?:^|[\s/(])jopanel (.*)$/.exec(line) ?? [];
  if (rest === undefined) return undefined;
  const words: string[] = [];
  for (const [, double, single, plain] of rest.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"')]+)/g)) {
    if (plain !== undefined && /^(?:[|<>;&#(]|\d?>)/.test(plain)) break;
    words.push(double ?? single ?? plain ?? '');
  }
  return words;
}

async function commandOf(words: readonly string[]): Promise<[Command, readonly string[]] | string> {
  const [name = '', ...rest] = words.filter((word) => word !== '--json');
  const found: AnyCommand | undefined = await COMMANDS.load(name);
  if (found === undefined) return `there is no command ${name}`;
  if (!('commands' in found)) return [found, rest];
  const inner = found.commands.find((each) => each.name === rest[0]);
  return inner === undefined ? `there is no command ${name} ${rest[0]}` : [inner, rest.slice(1)];
}

/** @returns what is wrong with the line, as a string */
async function faultOf(line: string): Promise<string | undefined> {
  const words = wordsOf(line);
  if (words === undefined) return 'it does not run jopanel';
  const found = await commandOf(words);
  if (typeof found === 'string') return found;
  const [command, rest] = found;
  const parsed = parseArguments(rest, command);
  if (typeof parsed === 'string') return parsed;
  const places = command.positionals ?? [];
  const least = places.filter(({ optional }) => optional !== true).length;
  const isOpen = places.some(({ many }) => many === true);
  const { length } = parsed.positionals;
  if (length < least || (!isOpen && length > places.length)) return `it has ${length} arguments`;
  return undefined;
}

function examplesOf(command: AnyCommand): string[] {
  const own = (command.examples ?? []).map(({ line }) => line);
  return [...own, ...('commands' in command ? command.commands.flatMap(examplesOf) : [])];
}

const loaded = await Promise.all(COMMANDS.names.map((name) => COMMANDS.load(name)));
const examples = loaded.filter((command) => command !== undefined).flatMap(examplesOf);

test('every example of the help is a line that its command takes', async () => {
  expect(examples.length).toBeGreaterThan(40);
  const faults = await Promise.all(examples.map(async (line) => [line, await faultOf(line)]));
  expect(faults.filter(([, fault]) => fault !== undefined)).toEqual([]);
});

test('every example of user set makes a valid set out of the reference account', () => {
  const lines = examples.filter((line) => line.includes('jopanel user set'));
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) {
    const texts = referenceTexts();
    const assignments = (wordsOf(line) ?? [])
      .filter((word) => word.includes('='))
      .map((word) => parseAssignment(word));
    const good = assignments.filter((each) => typeof each !== 'string');
    expect([line, good.length]).toEqual([line, assignments.length]);
    const after = checked(withEdits(texts, editsOf(good, texts)));
    expect([line, after.ok ? [] : after.problems]).toEqual([line, []]);
  }
});

/** Lines of code blocks. */
function linesInDocuments(): [string, string][] {
  const folder = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...folder.map((name) => `docs/${name}`)].flatMap((page) => {
    const blocks = readFileSync(join(ROOT, page), 'utf8').matchAll(/^```[a-z]*\n([\s\S]*?)^```/gm);
    return [...blocks].flatMap(([, block = '']) =>
      block
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => /^(?:\$ |sudo )?jopanel [a-z]/.test(line))
        .map((line): [string, string] => [page, line]),
    );
  });
}

test('every command line in the documents is one that the command line takes', async () => {
  // What migrate says behind a step is no comment; what stands in capitals stands for something.
  const lines = linesInDocuments().filter(([, line]) => !/jopanel migrate| [[A-Z]{4,}(?:\s|$)/.test(line));
  expect(lines.length).toBeGreaterThan(3);
  const faults = await Promise.all(lines.map(async ([page, line]) => [page, line, await faultOf(line)]));
  expect(faults.filter(([, , fault]) => fault !== undefined)).toEqual([]);
});
