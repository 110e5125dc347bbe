import { parseEnv } from 'node:util';
import { readPlainFile } from '../../../host/files/read-plain-file.ts';

export type ReadEnv =
  | { readonly ok: true; readonly env: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly why: string };

const LINE = /^\s*(?:#|$|(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=)/;

/** Reads variables from a file of NAME=VALUE lines, as `node --env-file` takes them. A message quotes none of them. */
export function readEnvFile(file: string): ReadEnv {
  const read = readPlainFile(file);
  if (!read.ok) return { ok: false, why: `cannot read ${file}: ${read.code}` };
  return parseEnvText(read.text, file);
}

export function parseEnvText(text: string, file: string): ReadEnv {
  const broken = text.split(/\r?\n/).findIndex((line) => !LINE.test(line));
  if (broken !== -1)
    return { ok: false, why: `line ${broken + 1} of ${file} is not NAME=VALUE, a comment or empty` };
  const env = Object.entries(parseEnv(text)).map(([name, value]) => [name, value ?? ''] as const);
  return { ok: true, env: Object.fromEntries(env) };
}
