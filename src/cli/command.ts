// What every command is: a name, its words, and a run that answers with an exit code.

import type { ParseArgsOptionsConfig } from 'node:util';
import type { Terminal } from './terminal.ts';

/** 0 done; 1 it failed; 2 there are changes or findings. */
export type ExitCode = 0 | 1 | 2;

/** Wrong usage is told by the dispatcher, with the command's own usage beside it. */
export type Outcome = ExitCode | { readonly wrongUsage: string };

export interface Invocation {
  readonly terminal: Terminal;
  /** `--json`: machine output on standard output, and nothing else there. */
  readonly json: boolean;
  readonly socket: string | undefined;
  readonly positionals: readonly string[];
  text(option: string): string | undefined;
  flag(option: string): boolean;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the program's name, and what the options mean. */
  readonly usage: string;
  readonly options?: ParseArgsOptionsConfig;
  run(invocation: Invocation): Outcome | Promise<Outcome>;
}
