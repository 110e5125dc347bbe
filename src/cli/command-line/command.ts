// What every command is: a name, its words, and a run that answers with an exit code. Help, man pages and
// completion are made from the same.

import type { z } from 'zod';
import type { Screen } from '../terminal/screen.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Catalogue } from './catalogue.ts';

/** 0 done; 1 it failed; 2 there are changes or findings. */
export type ExitCode = 0 | 1 | 2;

/** Wrong usage is told by the dispatcher, with the command's own usage beside it. */
export type Outcome = ExitCode | { readonly wrongUsage: string };

export interface Invocation {
  /** All commands, for help and completion. */
  readonly catalogue: Catalogue;
  readonly terminal: Terminal;
  readonly screen: Screen;
  /** `--json`: machine output on standard output, and nothing else there. */
  readonly json: boolean;
  readonly socket: string | undefined;
  readonly positionals: readonly string[];
  text(option: string): string | undefined;
  flag(option: string): boolean;
}

/** What a word stands for, which is what completion offers for it. */
export type ArgumentKind = 'account' | 'folder' | 'file' | 'revision' | 'number' | 'text' | readonly string[];

export interface Positional {
  /** As usage shows it, such as `USER`. */
  readonly name: string;
  readonly kind: ArgumentKind;
  readonly optional?: true;
  readonly many?: true;
}

export interface Option {
  /** What the value is called; without one it is a flag. */
  readonly value?: string;
  readonly kind?: ArgumentKind;
  readonly help: string;
}

export interface Example {
  readonly line: string;
  readonly help: string;
}

interface Described {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What it does, in whole sentences; paragraphs are separated by empty lines. */
  readonly description?: string;
  readonly examples?: readonly Example[];
}

export interface Command extends Described {
  readonly positionals?: readonly Positional[];
  readonly options?: Readonly<Record<string, Option>>;
  /** Whether only root can do it; others are told before anything is tried. */
  readonly root?: true;
  /** What `--json` prints. Loaded only when asked for. */
  readonly output: () => Promise<z.ZodType>;
  /** Prints one such value a line, as they come. */
  readonly lines?: true;
  run(invocation: Invocation): Outcome | Promise<Outcome>;
}

/** A command of commands, such as `user create`. */
export interface CommandGroup extends Described {
  readonly commands: readonly Command[];
}

export type AnyCommand = Command | CommandGroup;
