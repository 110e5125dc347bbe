// Finds the command among the words, checks the words, and runs it.

import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Command } from './command.ts';
import type { Terminal } from './terminal.ts';

const GLOBAL_OPTIONS = {
  json: { type: 'boolean' },
  socket: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

const WRONG_USAGE = 64;

export async function runCommandLine(
  argv: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
): Promise<number> {
  const at = commandIndex(argv);
  const name = at === undefined ? undefined : argv[at];
  if (name === undefined || at === undefined) {
    if (!argv.includes('--help') && !argv.includes('-h'))
      return wrongUsage('a command is missing', overview(commands));
    terminal.out(overview(commands));
    return 0;
  }
  const command = commands.find((each) => each.name === name);
  if (command === undefined)
    return wrongUsage(`there is no command ${JSON.stringify(name)}`, overview(commands));

  const words = parseWords(argv.toSpliced(at, 1), command);
  if (typeof words === 'string') return wrongUsage(words, usageOf(command));
  const { values, positionals } = words;
  if (values.help === true) {
    terminal.out(usageOf(command));
    return 0;
  }
  const text = (option: string): string | undefined => {
    const value = values[option];
    return typeof value === 'string' ? value : undefined;
  };
  const outcome = await command.run({
    terminal,
    json: values.json === true,
    socket: text('socket'),
    positionals,
    text,
    flag: (option) => values[option] === true,
  });
  return typeof outcome === 'number' ? outcome : wrongUsage(outcome.wrongUsage, usageOf(command));

  function wrongUsage(message: string, usage: string): number {
    terminal.err(`jopanel: ${message}\n\n${usage}`);
    return WRONG_USAGE;
  }
}

/** The first word that is neither an option nor the value of `--socket`. */
function commandIndex(argv: readonly string[]): number | undefined {
  const index = argv.findIndex((word, at) => !word.startsWith('-') && argv[at - 1] !== '--socket');
  return index === -1 ? undefined : index;
}

interface Words {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

function parseWords(args: readonly string[], { options = {} }: Command): Words | string {
  try {
    return parseArgs({ args: [...args], options: { ...GLOBAL_OPTIONS, ...options }, allowPositionals: true });
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) return error.message;
    throw error;
  }
}

function usageOf({ name, usage }: Command): string {
  return `Usage: jopanel [--json] ${name} ${usage.trimEnd()}\n`;
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: jopanel [--json] [--socket FILE] COMMAND\n\n${lines.join('\n')}\n\njopanel COMMAND --help tells more.\n`;
}
