// A command: its name, its arguments, and a `run` that returns an exit code. Help, man pages and completion are
// generated from the same declaration.

import type { z } from 'zod';
import type { Screen } from '../terminal/screen.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** 0: done. 1: it failed. 2: there are changes or findings. */
export type ExitCode = 0 | 1 | 2;

/** For wrong usage the dispatcher prints the message together with the command's usage. */
export type CommandResult = ExitCode | { readonly wrongUsage: string };

export interface Invocation {
  /** All commands, for help and completion. */
  readonly catalogue: Catalogue;
  readonly terminal: Terminal;
  readonly screen: Screen;
  /** `--json`: standard output gets machine-readable output and nothing else. */
  readonly json: boolean;
  readonly socket: string | undefined;
  readonly positionals: readonly string[];
  text(option: string): string | undefined;
  flag(option: string): boolean;
}

/** The kind of value that an argument takes, by which completion offers values. */
export type ArgumentKind =
  | 'account'
  | 'assignment'
  | 'folder'
  | 'file'
  | 'revision'
  | 'number'
  | 'text'
  | 'package'
  | readonly string[];

export interface Positional {
  /** The name in the usage line, such as `USER`. */
  readonly name: string;
  readonly kind: ArgumentKind;
  readonly optional?: true;
  readonly many?: true;
}

export interface Option {
  /** The name of the option's value; an option without one is a flag. */
  readonly value?: string;
  readonly kind?: ArgumentKind;
  readonly help: string;
  /** The command does not run without it. */
  readonly required?: true;
  /** It stands in the place of the positionals and of what is required, together with these options alone. */
  readonly insteadWith?: readonly string[];
}

export interface Example {
  readonly line: string;
  readonly help: string;
}

interface Described {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What the command does, in whole sentences; empty lines separate paragraphs. */
  readonly description?: string;
  readonly examples?: readonly Example[];
}

export interface Command extends Described {
  readonly positionals?: readonly Positional[];
  readonly options?: Readonly<Record<string, Option>>;
  /** The command needs root; other users get an error before anything else happens. */
  readonly root?: true;
  /** The schema of what `--json` prints. It is loaded only when it is asked for. */
  readonly output: () => Promise<z.ZodType>;
  /** The command prints one such value per line, as they come. */
  readonly lines?: true;
  run(invocation: Invocation): CommandResult | Promise<CommandResult>;
}

/** A command with subcommands, such as `user`. */
export interface CommandGroup extends Described {
  readonly commands: readonly Command[];
}

export type AnyCommand = Command | CommandGroup;

/** All commands: their names, and how each is loaded. */
export interface Catalogue {
  readonly names: readonly string[];
  /** Undefined when there is no command of that name. */
  load(name: string): Promise<AnyCommand | undefined>;
}
