// Finds the command among the words, checks the words, and runs it.

import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { nearestKey } from '../model/nearest-key.ts';
import type { AnyCommand, Command } from './command.ts';
import { type Catalogue, loadAll } from './commands.ts';
import { firstScreen } from './first-screen.ts';
import { GLOBAL_OPTIONS, helpOf } from './help.ts';
import { processScreen, type Screen } from './screen.ts';
import type { Terminal } from './terminal.ts';

const WRONG_USAGE = 64;

export async function runCommandLine(
  argv: readonly string[],
  catalogue: Catalogue,
  terminal: Terminal,
  screen: Screen = processScreen(),
): Promise<number> {
  const found = await findCommand(argv, catalogue);
  if (found === undefined) {
    terminal.out(firstScreen(await loadAll(catalogue), terminal));
    return 0;
  }
  if ('unknown' in found) {
    return wrongUsage(
      whatIsUnknown(found),
      `See: ${['jopanel', found.path, '--help'].filter(Boolean).join(' ')}\n`,
    );
  }
  const { path, command, rest } = found;
  if ('commands' in command) {
    terminal.out(helpOf(path, command));
    return 0;
  }
  const words = parseWords(rest, command);
  if (typeof words === 'string') return wrongUsage(words, helpOf(path, command));
  const { values, positionals } = words;
  if (values.help === true) {
    terminal.out(helpOf(path, command));
    return 0;
  }
  const miscounted = miscount(command, positionals.length);
  if (miscounted !== undefined) return wrongUsage(miscounted, helpOf(path, command));
  if (command.root === true && process.geteuid?.() !== 0) {
    terminal.err(`jopanel: ${path} needs root\n  sudo jopanel ${argv.join(' ')}\n`);
    return 1;
  }
  const text = (option: string): string | undefined => {
    const value = values[option];
    return typeof value === 'string' ? value : undefined;
  };
  const outcome = await command.run({
    terminal,
    screen,
    json: values.json === true,
    socket: text('socket'),
    positionals,
    text,
    flag: (option) => values[option] === true,
  });
  return typeof outcome === 'number' ? outcome : wrongUsage(outcome.wrongUsage, helpOf(path, command));

  function wrongUsage(message: string, usage: string): number {
    terminal.err(`jopanel: ${message}\n\n${usage}`);
    return WRONG_USAGE;
  }
}

interface Unknown {
  /** The group that was named before it; empty at the top. */
  readonly path: string;
  readonly unknown: string | undefined;
  readonly among: readonly string[];
}

type Found =
  | { readonly path: string; readonly command: AnyCommand; readonly rest: readonly string[] }
  | Unknown;

function whatIsUnknown({ path, unknown, among }: Unknown): string {
  if (unknown === undefined) return `${path} needs one of: ${among.join(', ')}`;
  const meant = nearestKey(unknown, among);
  const where = path === '' ? '' : ` of ${path}`;
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return `there is no command ${JSON.stringify(unknown)}${where}${hint}`;
}

/** Undefined when there is no command word at all. */
async function findCommand(argv: readonly string[], { names, load }: Catalogue): Promise<Found | undefined> {
  const at = wordIndex(argv);
  const name = at === undefined ? undefined : argv[at];
  if (at === undefined || name === undefined) return undefined;
  const command = await load(name);
  if (command === undefined) return { path: '', unknown: name, among: names };
  const rest = argv.toSpliced(at, 1);
  if (!('commands' in command)) return { path: name, command, rest };
  const next = wordIndex(rest);
  const word = next === undefined ? undefined : rest[next];
  if (next === undefined && (rest.includes('--help') || rest.includes('-h')))
    return { path: name, command, rest };
  const inner = command.commands.find((each) => each.name === word);
  if (next === undefined || inner === undefined)
    return { path: name, unknown: word, among: command.commands.map(({ name }) => name) };
  return { path: `${name} ${inner.name}`, command: inner, rest: rest.toSpliced(next, 1) };
}

/** The first word that is neither an option nor the value of `--socket`. */
function wordIndex(argv: readonly string[]): number | undefined {
  const index = argv.findIndex((word, at) => !word.startsWith('-') && argv[at - 1] !== '--socket');
  return index === -1 ? undefined : index;
}

interface Words {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

function parseWords(args: readonly string[], { options = {} }: Command): Words | string {
  const config: ParseArgsOptionsConfig = {};
  for (const [name, option] of Object.entries({ ...GLOBAL_OPTIONS, ...options }))
    config[name] = { type: 'value' in option && option.value !== undefined ? 'string' : 'boolean' };
  config.help = { type: 'boolean', short: 'h' };
  try {
    return parseArgs({ args: [...args], options: config, allowPositionals: true });
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) return error.message;
    throw error;
  }
}

function miscount({ positionals = [] }: Command, given: number): string | undefined {
  const needed = positionals.filter(({ optional }) => !optional);
  const missing = needed[given];
  if (missing !== undefined) return `${missing.name} is missing`;
  if (positionals.some(({ many }) => many) || given <= positionals.length) return undefined;
  return positionals.length === 0 ? 'this command takes no words of its own' : 'too many words';
}
