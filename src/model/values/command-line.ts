// A program and its arguments in one string. It is split here and never given to a shell, so anything
// that only a shell would understand is refused rather than passed on in silence. A line may hold a secret: no
// message repeats it.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const LONGEST = 2048;
// A plain name, or a path in normal form: systemd gives a leading @, + or - a meaning of its own.
const PROGRAM_NAME = /^[A-Za-z0-9_][A-Za-z0-9._+-]*$/;
const PROGRAM_PATH = /^(?:\/|\.\/)?[A-Za-z0-9._@+-]+(?:\/[A-Za-z0-9._@+-]+)*$/;
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const ONLY_FOR_A_SHELL = /[|&;<>()$`\\*?[\]{}!#~]/;
const NO_SHELL = 'there is no shell: put it in a script, or between single quotes if it is meant literally';

type Words = Parsed<readonly string[]>;

/** Splits at spaces; '…' and "…" keep a word together. No expansion of any kind. */
export function splitCommandLine(text: string): Words {
  if (text.length > LONGEST) return refuse(`is ${text.length} characters long`, `at most ${LONGEST}`);
  if (CONTROL.test(text)) return refuse('holds a control character or line break', 'write it on one line');
  const words: string[] = [];
  let word: string | undefined;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === ' ') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "'" || character === '"') {
      const end = text.indexOf(character, index + 1);
      if (end === -1) return refuse(`has a ${character} that is never closed`, 'close the quote');
      const inside = text.slice(index + 1, end);
      // A shell would expand these between double quotes, and a person who writes them expects that.
      if (character === '"' && /[$`\\]/.test(inside)) return shellSyntax(/[$`\\]/.exec(inside)?.[0] ?? '');
      word = (word ?? '') + inside;
      index = end;
    } else if (ONLY_FOR_A_SHELL.test(character)) {
      return shellSyntax(character);
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== undefined) words.push(word);
  return parseWords(words);
}

function parseWords(words: readonly string[]): Words {
  const [program] = words;
  if (program === undefined) return refuse('is empty', 'name a program, such as `node server.js`');
  if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(program)) {
    return refuse('begins with an assignment', 'put the variable under env');
  }
  if (program.startsWith('-')) return refuse('begins with an option', 'begin with a program');
  if (!PROGRAM_NAME.test(program) && !isProgramPath(program)) {
    return refuse('does not begin with a program', 'begin with a name or a path such as ./bin/www');
  }
  return accept(words);
}

function isProgramPath(program: string): boolean {
  const inside = program.replace(/^\.\//, '').split('/');
  return (
    program.includes('/') &&
    PROGRAM_PATH.test(program) &&
    !inside.some((part) => part === '.' || part === '..')
  );
}

/** @param part one character: a word of the line may be a secret */
function shellSyntax(part: string): { ok: false; message: string; remedy: string } {
  return refuse(`has shell syntax, ${quoted(part)}`, NO_SHELL);
}

/** The words of a line that was accepted. */
export function argumentsOf(line: CommandLine): readonly string[] {
  const words = splitCommandLine(line);
  if (!words.ok) throw new Error(`an accepted command line no longer splits: ${words.message}`);
  return words.value;
}

export function parseCommandLine(text: string): Parsed {
  const words = splitCommandLine(text);
  return words.ok ? accept(text) : words;
}

export const CommandLine = textType(
  {
    title: 'Command line',
    description: 'A program and its arguments, split at spaces and quotes. No shell runs it.',
    format: 'jopanel-command',
    examples: ['node server.js'],
  },
  parseCommandLine,
).brand<'CommandLine'>();
export type CommandLine = z.infer<typeof CommandLine>;
