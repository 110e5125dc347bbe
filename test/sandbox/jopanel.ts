// Runs the command line on the shared host: as a program sees it, and as a person at a terminal does.

import type { RunOptions, RunResult } from '../../sandbox/command.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { sandbox } from './harness.ts';

const PROGRAM = ['node', '/usr/lib/jopanel/src/jopanel.ts'];

export function jopanel(words: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return sandbox.run([...PROGRAM, ...words], { allowFailure: true, ...options });
}

/** Runs with --json; what it prints is held to the schema that the command says it has. */
export async function jopanelJson(
  words: readonly string[],
  options: RunOptions = {},
): Promise<{ exitCode: number; value: unknown; stderr: string }> {
  const { exitCode, stdout, stderr } = await jopanel(['--json', ...words], options);
  const schema = await outputOf(words);
  const values: unknown[] = isLines(words) ? stdout.trim().split('\n').map(parse) : [parse(stdout)];
  if (exitCode !== 1) for (const value of values) schema.parse(value);
  return { exitCode, value: isLines(words) ? values : values[0], stderr };

  function parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`no JSON from jopanel ${words.join(' ')}: ${JSON.stringify(text)}\n${stderr}`);
    }
  }
}

/** One entry a line, so that a program can read them as they come. */
function isLines([command]: readonly string[]): boolean {
  return command === 'events';
}

async function outputOf([name = '', inner]: readonly string[]) {
  const found = await COMMANDS.load(name);
  const command =
    found !== undefined && 'commands' in found ? found.commands.find((each) => each.name === inner) : found;
  if (command === undefined || !('run' in command) || command.output === undefined)
    throw new Error(`jopanel ${name} ${inner ?? ''} does not say what it prints`);
  return command.output();
}

export interface AtTerminal {
  /** Lines that are typed, each once what was asked before it shows. */
  readonly typed?: readonly { readonly after: string; readonly line: string }[];
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

/** Runs at a pseudo-terminal; what a person would see, control sequences and all. */
export async function atTerminal(words: readonly string[], options: AtTerminal = {}): Promise<RunResult> {
  const { typed = [], env = {}, columns = 100, rows = 24 } = options;
  const quoted = [...PROGRAM, ...words].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const script = `stty cols ${columns} rows ${rows}; exec ${quoted}`;
  const running = sandbox.spawn(['script', '--quiet', '--return', '--command', script, '/dev/null'], {
    env: { TERM: 'xterm', SHELL: '/bin/sh', ...env },
  });
  let shown = '';
  const waiting = [...typed];
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    const [next] = waiting;
    if (next === undefined || !shown.includes(next.after)) return;
    waiting.shift();
    shown = '';
    running.stdin.write(`${next.line}\r`);
  });
  return running.ended;
}
