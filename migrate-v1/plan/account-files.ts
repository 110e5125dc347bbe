// The six files as values, as texts, and what two sets say differently.

import stringify from 'fast-json-stable-stringify';
import type { Account } from '../../src/model/account.ts';
import { isSetFileName, REVISION_FILES, type SetFileName } from '../../src/model/set-files.ts';

export function fieldsOf(files: ReadonlyMap<string, object>, name: SetFileName): Record<string, unknown> {
  return Object.fromEntries(Object.entries(files.get(name) ?? {}));
}

/** What a package template gives, with what is known of the account itself laid over it. */
export function completed(
  base: ReadonlyMap<string, object>,
  known: Readonly<Record<string, object>>,
): ReadonlyMap<string, object> {
  const files = new Map(base);
  for (const [file, fields] of Object.entries(known))
    files.set(`${file}.json`, { ...base.get(`${file}.json`), ...fields });
  return files;
}

export function textsOf(files: ReadonlyMap<string, object>): Map<SetFileName, string> {
  const texts = new Map<SetFileName, string>();
  for (const [name, value] of files)
    if (isSetFileName(name)) texts.set(name, `${JSON.stringify(value, null, 2)}\n`);
  return texts;
}

export function asBytes(texts: ReadonlyMap<SetFileName, string>): Map<SetFileName, Uint8Array> {
  return new Map([...texts].map(([name, text]) => [name, new TextEncoder().encode(text)]));
}

/** `domains.json /alias_domains`, and so on: places, for a value may be secret. */
export function differencesOf(one: Account, other: Account): string[] {
  return REVISION_FILES.flatMap((file) => {
    const left = new Map(Object.entries(one[file]));
    const right = new Map(Object.entries(other[file]));
    return [...new Set([...left.keys(), ...right.keys()])]
      .filter((key) => stringify({ of: left.get(key) }) !== stringify({ of: right.get(key) }))
      .map((key) => `${file}.json /${key}`);
  });
}
