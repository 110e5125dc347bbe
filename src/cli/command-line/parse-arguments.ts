// Parses the arguments of a command into options and positionals, and reports what is wrong with them.

import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { nearestKey } from '../../model/nearest-key.ts';
import { quoted } from '../../model/quoted.ts';
import type { Command, Option } from './command.ts';
import { GLOBAL_OPTIONS } from './help.ts';

interface ParsedArguments {
  readonly texts: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
  readonly positionals: readonly string[];
}

/** @returns what is wrong, as a string */
export function parseArguments(
  args: readonly string[],
  command: Pick<Command, 'options'>,
): ParsedArguments | string {
  const known: Readonly<Record<string, Option>> = { ...GLOBAL_OPTIONS, ...command.options };
  const config: ParseArgsOptionsConfig = {};
  for (const [name, { value }] of Object.entries(known))
    config[name] = { type: value === undefined ? 'boolean' : 'string' };
  config.help = { type: 'boolean', short: 'h' };
  // `strict` is off, because Node's own error messages address programmers.
  const { tokens } = parseArgs({
    args: [...args],
    options: config,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const texts = new Map<string, string>();
  const flags = new Set<string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (option === undefined) return unknownOption(token.rawName, Object.keys(known));
    const wrong = parseOption(token.rawName, option, token);
    if (wrong !== undefined) return wrong;
    if (token.value === undefined) flags.add(token.name);
    else texts.set(token.name, token.value);
  }
  return { texts, flags, positionals };
}

function unknownOption(typed: string, known: readonly string[]): string {
  const meant = nearestKey(typed, known);
  return `unknown option ${typed}${meant === undefined ? '' : `; did you mean --${meant}?`}`;
}

interface Given {
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function parseOption(
  name: string,
  { value: wanted, kind }: Option,
  { value, inlineValue }: Given,
): string | undefined {
  if (wanted === undefined) return value === undefined ? undefined : `${name} takes no value`;
  if (
    value === undefined ||
    value === '' ||
    (inlineValue === false && value.startsWith('-') && value !== '-')
  )
    return `${name} needs ${wanted}`;
  if (kind === 'number' && !/^\d{1,9}$/.test(value))
    return `${name} takes a whole number, not ${quoted(value)}`;
  if (typeof kind !== 'object' || kind.includes(value)) return undefined;
  const meant = nearestKey(value, kind);
  const hint = meant === undefined ? `the values are: ${kind.join(', ')}` : `did you mean ${meant}?`;
  return `${quoted(value)} is not a value of ${name}; ${hint}`;
}

/** @returns what is wrong with the number of positionals, as a string */
export function checkCount({ positionals = [] }: Command, given: number): string | undefined {
  const needed = positionals.filter(({ optional }) => !optional);
  const missing = needed[given];
  if (missing !== undefined) return `${missing.name} is missing`;
  if (positionals.some(({ many }) => many) || given <= positionals.length) return undefined;
  return positionals.length === 0 ? 'this command takes no arguments' : 'too many arguments';
}
