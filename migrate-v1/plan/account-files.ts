// The six files as values and as texts.

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

/** The files of a set that is there already, as far as they are part of its revision. */
export function setFilesOf(account: Account): ReadonlyMap<string, object> {
  return new Map(REVISION_FILES.map((file) => [`${file}.json`, account[file]]));
}
