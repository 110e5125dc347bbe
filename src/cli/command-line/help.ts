// The usage of a command, for `--help` and after wrong usage.

import type { AnyCommand, Command, Positional } from './command.ts';

export const GLOBAL_OPTIONS = {
  json: { help: 'print JSON to standard output, and nothing else' },
  socket: { value: 'FILE', kind: 'file', help: 'the status socket (default /run/jopanel/status.sock)' },
  help: { help: 'describe the command' },
  version: { help: 'print the version' },
} as const;

export function synopsis(path: string, { positionals = [], options = {} }: Command): string {
  const texts = Object.entries(options).map(
    ([name, { value }]) => `[--${name}${value === undefined ? '' : ` ${value}`}]`,
  );
  return ['jopanel', path, ...positionals.map(placeholder), ...texts].join(' ');
}

function placeholder({ name, optional, many }: Positional): string {
  const word = `${name}${many ? '…' : ''}`;
  return optional ? `[${word}]` : word;
}

export function helpOf(path: string, command: AnyCommand): string {
  const parts = [];
  if ('commands' in command) {
    parts.push(`Usage: jopanel ${path} COMMAND\n`, commandList(command.commands));
  } else parts.push(`Usage: ${synopsis(path, command)}\n`);
  parts.push(`\n${command.description ?? `${upperFirst(command.summary)}.`}\n`);
  if ('root' in command && command.root === true) parts.push('Needs root.\n');
  if (!('commands' in command) && command.options !== undefined) {
    const rows = Object.entries(command.options).map(
      ([name, { value, help }]) => [`--${name}${value === undefined ? '' : ` ${value}`}`, help] as const,
    );
    parts.push(`\n${columns(rows)}`);
  }
  if (command.examples !== undefined) {
    parts.push('\nExamples:\n', columns(command.examples.map(({ line, help }) => [line, help] as const)));
  }
  return parts.join('');
}

export function commandList(commands: readonly AnyCommand[]): string {
  return columns(commands.map(({ name, summary }) => [name, summary] as const));
}

export function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
