// The usage of a command, for `--help` and after wrong usage.

import { wrap, wrapParagraphs } from '../terminal/wrap.ts';
import type { AnyCommand, Command, Option, Positional } from './command.ts';

export const GLOBAL_OPTIONS = {
  json: { help: 'print JSON to standard output, and nothing else' },
  socket: { value: 'FILE', kind: 'file', help: 'the status socket (default /run/jopanel/status.sock)' },
  help: { help: 'describe the command' },
  version: { help: 'print the version' },
} as const;

/** One line for each form that the command has. */
export function synopsis(path: string, { positionals = [], options = {} }: Command): readonly string[] {
  const all = Object.entries(options);
  const instead = all.filter(([, { insteadWith }]) => insteadWith !== undefined);
  const usual = all.filter(([, { insteadWith }]) => insteadWith === undefined);
  const isOtherForm = instead.length > 0;
  const words = positionals.map((each) => placeholder(isOtherForm ? { ...each, optional: undefined } : each));
  return [
    ['jopanel', path, ...words, ...inOrder(usual).map(optionWord)],
    ...instead.map((each) => {
      const [, { insteadWith = [] }] = each;
      const beside = usual.filter(([name]) => insteadWith.includes(name));
      return ['jopanel', path, optionText(each), ...beside.map(optionWord)];
    }),
  ].map((form) => form.join(' '));
}

type NamedOption = readonly [name: string, option: Option];

/** What has to be given stands first. */
function inOrder(options: readonly NamedOption[]): readonly NamedOption[] {
  return [
    ...options.filter(([, { required }]) => required),
    ...options.filter(([, { required }]) => !required),
  ];
}

function optionWord(option: NamedOption): string {
  return option[1].required ? optionText(option) : `[${optionText(option)}]`;
}

function optionText([name, { value }]: NamedOption): string {
  return `--${name}${value === undefined ? '' : ` ${value}`}`;
}

function placeholder({
  name,
  optional,
  many,
}: Omit<Positional, 'optional'> & { readonly optional?: true | undefined }): string {
  const word = `${name}${many ? '…' : ''}`;
  return optional ? `[${word}]` : word;
}

/** Longer lines are hard to read, however wide the terminal is. */
const MOST_COLUMNS = 110;

/** @param columns of the terminal; undefined: there is none */
export function helpOf(path: string, command: AnyCommand, columns = MOST_COLUMNS): string {
  const width = Math.min(columns, MOST_COLUMNS);
  const parts = [];
  if ('commands' in command) {
    parts.push(`Usage: jopanel ${path} COMMAND\n`, commandList(command.commands, width));
  } else {
    const forms = synopsis(path, command);
    parts.push(
      ...forms.map((form, at) =>
        at === 0 ? `${wrap(`Usage: ${form}`, width, 2)}\n` : `   or: ${wrap(form, width - 7, 2)}\n`,
      ),
    );
  }
  parts.push(`\n${wrapParagraphs(command.description ?? `${upperFirst(command.summary)}.`, width)}\n`);
  if ('root' in command && command.root === true) parts.push('Needs root.\n');
  if (!('commands' in command) && command.options !== undefined) {
    const rows = Object.entries(command.options).map(
      ([name, { value, help }]) => [`--${name}${value === undefined ? '' : ` ${value}`}`, help] as const,
    );
    parts.push(`\n${inColumns(rows, width)}`);
  }
  if (command.examples !== undefined) {
    parts.push(
      '\nExamples:\n',
      inColumns(
        command.examples.map(({ line, help }) => [line, help] as const),
        width,
      ),
    );
  }
  return parts.join('');
}

export function commandList(commands: readonly AnyCommand[], columns?: number): string {
  return inColumns(
    commands.map(({ name, summary }) => [name, summary] as const),
    columns,
  );
}

/** Two columns; where the second one has too little room, it stands below the first. */
export function inColumns(rows: readonly (readonly [string, string])[], columns = MOST_COLUMNS): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  const total = Math.min(columns, MOST_COLUMNS);
  const room = total - width - '    '.length;
  if (room >= LEAST_ROOM)
    return rows
      .map(
        ([left, right]) =>
          `  ${left.padEnd(width)}  ${wrap(right, room).replaceAll('\n', `\n${' '.repeat(width + 4)}`)}\n`,
      )
      .join('');
  return rows
    .map(
      ([left, right]) =>
        `  ${wrap(left, total - 2, 4)}\n      ${wrap(right, total - 6).replaceAll('\n', '\n      ')}\n`,
    )
    .join('');
}

const LEAST_ROOM = 24;

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
