// Runs the command line on the shared host: as a program sees it, and as a person at a terminal does.

import { z } from 'zod';
import type { RunOptions, RunResult } from '../../sandbox/command.ts';
import type { Command } from '../../src/cli/command-line/command.ts';
import { COMMANDS } from '../../src/cli/commands/all-commands.ts';
import { FailureOutput } from '../../src/cli/output/failure-output.ts';
import { sandbox } from './harness.ts';

const PROGRAM = ['/usr/lib/jopanel/bin/jopanel'];

export function jopanel(words: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return sandbox.run([...PROGRAM, ...words], { allowFailure: true, ...options });
}

/** Runs with --json; what it prints is held to the schema that the command says it has, or to that of a failure. */
export async function jopanelJson(
  words: readonly string[],
  options: RunOptions = {},
): Promise<{ exitCode: number; value: unknown; stderr: string }> {
  const { exitCode, stdout, stderr } = await jopanel(['--json', ...words], options);
  const { output, lines = false } = await commandOf(words);
  const values: unknown[] = lines ? stdout.trim().split('\n').map(parse) : [parse(stdout)];
  const schema = exitCode === 1 ? z.union([FailureOutput, await output()]) : await output();
  for (const value of values) schema.parse(value);
  return { exitCode, value: lines && exitCode === 0 ? values : values[0], stderr };

  function parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`no JSON from jopanel ${words.join(' ')}: ${JSON.stringify(text)}\n${stderr}`);
    }
  }
}

/** The answer of the running daemon. */
export async function phaseOf(username: string): Promise<string> {
  const { value } = await jopanelJson(['status', username]);
  return z.object({ account: z.object({ phase: z.string() }) }).parse(value).account.phase;
}

async function commandOf([name = '', inner]: readonly string[]): Promise<Command> {
  const found = await COMMANDS.load(name);
  const command =
    found !== undefined && 'commands' in found ? found.commands.find((each) => each.name === inner) : found;
  if (command === undefined || 'commands' in command) throw new Error(`there is no ${name} ${inner ?? ''}`);
  return command;
}

export interface AtTerminal {
  /** Lines that are typed, each once what was asked before it shows. */
  readonly typed?: readonly { readonly after: string; readonly line: string }[];
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

export interface Session {
  /** Everything that was shown so far, control sequences and all. */
  shown(): string;
  type(keys: string): void;
  resize(columns: number, rows: number): Promise<void>;
  readonly ended: Promise<RunResult>;
}

/** Starts at a pseudo-terminal, as a person would. */
export function openTerminal(words: readonly string[], options: AtTerminal = {}): Session {
  const { typed = [], env = {}, columns = 100, rows = 24 } = options;
  const quoted = [...PROGRAM, ...words].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const file = `/run/tty-${++sessions}`;
  const script = `tty >${file}; stty cols ${columns} rows ${rows}; exec ${quoted}`;
  const running = sandbox.spawn(['script', '--quiet', '--return', '--command', script, '/dev/null'], {
    env: { TERM: 'xterm', SHELL: '/bin/sh', ...env },
  });
  let all = '';
  let shown = '';
  const waiting = [...typed];
  running.stdout.setEncoding('utf8').on('data', (text: string) => {
    all += text;
    shown += text;
    const [next] = waiting;
    if (next === undefined || !shown.includes(next.after)) return;
    waiting.shift();
    shown = '';
    running.stdin.write(`${next.line}\r`);
  });
  return {
    shown: () => all,
    type: (keys) => running.stdin.write(keys),
    async resize(width, height) {
      const terminal = (await sandbox.readFile(file)).trim();
      await sandbox.run(['stty', `--file=${terminal}`, 'cols', String(width), 'rows', String(height)]);
    },
    ended: running.ended,
  };
}

let sessions = 0;

/** Runs to its end at a pseudo-terminal; what a person would see. */
export function atTerminal(words: readonly string[], options: AtTerminal = {}): Promise<RunResult> {
  return openTerminal(words, options).ended;
}

/** What stands on the screen, without colours and line ends. */
export function plainLines(shown: string): string[] {
  return shown.replace(/\x1b\[[0-9;]*m/g, '').split(/\r*\n/);
}
