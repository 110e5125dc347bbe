// Finds the command in the arguments, checks the other arguments, and runs it.

import { nearestKey } from '../model/nearest-key.ts';
import { shellWord } from '../model/shell-word.ts';
import { VERSION } from '../version.ts';
import { loadAll } from './command-line/catalogue.ts';
import type { AnyCommand, Catalogue } from './command-line/command.ts';
import { firstScreen } from './command-line/first-screen.ts';
import { helpOf } from './command-line/help.ts';
import { checkCount, parseArguments } from './command-line/parse-arguments.ts';
import { failureValue } from './output/failure-value.ts';
import { failed } from './output/report-failure.ts';
import { SettingsRefusedError } from './settings/settings-refused-error.ts';
import { processScreen, type Screen } from './terminal/screen.ts';
import type { Terminal } from './terminal/terminal.ts';

const WRONG_USAGE = 64;

export async function runCommandLine(
  argv: readonly string[],
  catalogue: Catalogue,
  terminal: Terminal,
  screen: Screen = processScreen(),
): Promise<number> {
  const [first, ...others] = argv;
  if (first === 'version' || first === '-v')
    return runCommandLine(['--version', ...others], catalogue, terminal, screen);
  if (first === 'help') return runCommandLine([...others, '--help'], catalogue, terminal, screen);
  const found = await findCommand(argv, catalogue);
  if (found === undefined) return runWithoutCommand();
  if ('unknown' in found) {
    return wrongUsage(
      describeUnknown(found),
      `See: ${['jopanel', found.path, '--help'].filter(Boolean).join(' ')}\n`,
    );
  }
  const { path, command, rest } = found;
  if ('commands' in command) {
    terminal.out(helpOf(path, command, screen.columns));
    return 0;
  }
  const parsed = parseArguments(rest, command);
  if (typeof parsed === 'string') return wrongUsage(parsed, helpOf(path, command, screen.columns));
  const { texts, flags, positionals } = parsed;
  if (flags.has('version')) return printVersion(flags.has('json'));
  if (flags.has('help')) {
    terminal.out(helpOf(path, command, screen.columns));
    return 0;
  }
  const json = flags.has('json');
  const wrongCount = checkCount(command, positionals.length);
  if (wrongCount !== undefined) return wrongUsage(wrongCount, helpOf(path, command, screen.columns));
  if (command.root === true && process.geteuid?.() !== 0) {
    return failed(
      { terminal, json, screen },
      `${path} needs root\nsudo jopanel ${argv.map(shellWord).join(' ')}`,
    );
  }
  try {
    const outcome = await command.run({
      catalogue,
      terminal,
      screen,
      json,
      socket: texts.get('socket'),
      positionals,
      text: (option) => texts.get(option),
      flag: (option) => flags.has(option),
    });
    return typeof outcome === 'number'
      ? outcome
      : wrongUsage(outcome.wrongUsage, helpOf(path, command, screen.columns));
  } catch (error) {
    if (error instanceof SettingsRefusedError) return failed({ terminal, json, screen }, error.message);
    throw error;
  }

  async function runWithoutCommand(): Promise<number> {
    const parsed = parseArguments(argv, {});
    const usage = 'See: jopanel --help\n';
    if (typeof parsed === 'string') return wrongUsage(parsed, usage);
    const { flags, texts } = parsed;
    if (flags.has('version')) return printVersion(flags.has('json'));
    if (!flags.has('help') && flags.size + texts.size > 0) return wrongUsage('COMMAND is missing', usage);
    terminal.out(firstScreen(await loadAll(catalogue), terminal, screen.columns));
    return 0;
  }

  function printVersion(json: boolean): number {
    terminal.out(json ? `${JSON.stringify({ version: VERSION })}\n` : `jopanel ${VERSION}\n`);
    return 0;
  }

  function wrongUsage(message: string, usage: string): number {
    // A program that asks for JSON gets it for its own mistakes as well.
    if (argv.includes('--json'))
      terminal.out(`${JSON.stringify(failureValue(`${message}\n${usage.split('\n')[0] ?? ''}`))}\n`);
    terminal.err(`jopanel: ${message}\n\n${usage}`);
    return WRONG_USAGE;
  }
}

interface Unknown {
  /** The group in which the command was looked for; empty at the top level. */
  readonly path: string;
  readonly unknown: string | undefined;
  readonly among: readonly string[];
}

type Found =
  | { readonly path: string; readonly command: AnyCommand; readonly rest: readonly string[] }
  | Unknown;

function describeUnknown({ path, unknown, among }: Unknown): string {
  if (unknown === undefined) return `${path} needs a subcommand: ${among.join(', ')}`;
  const meant = nearestKey(unknown, among);
  const where = path === '' ? '' : ` for ${path}`;
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return `unknown command ${JSON.stringify(unknown)}${where}${hint}`;
}

/** Undefined when the arguments name no command. */
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

/** The index of the first argument that is neither an option nor the value of `--socket`. */
function wordIndex(argv: readonly string[]): number | undefined {
  const index = argv.findIndex((word, at) => !word.startsWith('-') && argv[at - 1] !== '--socket');
  return index === -1 ? undefined : index;
}
